import type { Box } from "../neighbours";

export interface Size {
  width: number;
  height: number;
}

const GAP = 10;
const EDGE = 12;

/**
 * Where a card stands beside a tile: below, above, right or left, on the first side with room for all of it; else on the roomiest.
 * It never leaves the screen, and covers its tile only where no side has room.
 */
export function placeCard(tile: Box, card: Size, screen: Size): { left: number; top: number } {
  const right = tile.left + tile.width;
  const bottom = tile.top + tile.height;
  const along = { left: clamp(tile.left, card.width, screen.width), top: clamp(tile.top, card.height, screen.height) };
  const sides = [
    { room: screen.height - bottom, needs: card.height, left: along.left, top: bottom + GAP },
    { room: tile.top, needs: card.height, left: along.left, top: tile.top - GAP - card.height },
    { room: screen.width - right, needs: card.width, left: right + GAP, top: along.top },
    { room: tile.left, needs: card.width, left: tile.left - GAP - card.width, top: along.top },
  ];
  const free = ({ room, needs }: { room: number; needs: number }) => room - needs - GAP - EDGE;
  const side = sides.find((each) => free(each) >= 0) ?? sides.toSorted((one, other) => free(other) - free(one))[0];
  return {
    left: clamp(side?.left ?? 0, card.width, screen.width),
    top: clamp(side?.top ?? 0, card.height, screen.height),
  };
}

function clamp(start: number, length: number, room: number): number {
  return Math.max(EDGE, Math.min(start, room - length - EDGE));
}
