import { useSyncExternalStore } from "react";

/** A wall keeps the whole board on one screen; a page scrolls, in the same order. */
export interface Frame {
  kind: "wall" | "page";
  /** Height of the screen in wall units. */
  height: number;
  /** Pixels of a wall unit. */
  unit: number;
}

/** Narrower than this, a 1920th of the width makes letters too small to read. The style sheets say the same. */
const NARROWEST_WALL = 1100;

export function frameOf(width: number, height: number): Frame {
  if (width < NARROWEST_WALL) return { kind: "page", height: 1080, unit: 1 };
  const unit = Math.min(width / 1920, height / 940);
  return { kind: "wall", height: Math.floor(height / unit + 0.001), unit };
}

/** Where there is no window, as when a tile is drawn into a text. */
const TELEVISION = frameOf(1920, 1080);

let known: Frame | null = null;

function read(): Frame {
  const next = frameOf(window.innerWidth, window.innerHeight);
  if (!known || known.kind !== next.kind || known.height !== next.height || known.unit !== next.unit) known = next;
  return known;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

export function useFrame(): Frame {
  return useSyncExternalStore(subscribe, read, () => TELEVISION);
}
