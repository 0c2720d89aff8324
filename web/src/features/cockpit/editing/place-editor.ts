import type { Asked } from "./what-is-asked";

interface Size {
  width: number;
  height: number;
}

const GAP = 10;

/** Beside the tile where there is room, else over it; always whole on the screen, so that its number stays in sight if it can. */
export function placeEditor(box: Asked["box"], size: Size, screen: Size): { left: number; top: number } {
  const right = box.right + GAP;
  const left = box.left - GAP - size.width;
  const beside = right + size.width + GAP <= screen.width ? right : left >= GAP ? left : box.left;
  return { left: within(beside, size.width, screen.width), top: within(box.top, size.height, screen.height) };
}

function within(at: number, length: number, room: number): number {
  return Math.max(GAP, Math.min(at, room - length - GAP));
}
