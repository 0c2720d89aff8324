import { expect, test } from "vitest";
import type { Box } from "../neighbours";
import { placeCard, type Size } from "./place-card";

const CARD = { width: 460, height: 340 };
const SCREENS = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 820, height: 1180 },
];

const TILES = [
  { width: 145, height: 100 },
  { width: 223, height: 129 },
  { width: 609, height: 288 },
];

function* everywhere(screen: Size, tile: Size): Generator<Box> {
  for (let left = 0; left + tile.width <= screen.width; left += 37) {
    for (let top = 0; top + tile.height <= screen.height; top += 41) yield { left, top, ...tile };
  }
}

/** The most that a side leaves beyond what the card and the gaps need. */
function roomiest({ left, top, width, height }: Box, screen: Size): number {
  const across = Math.max(left, screen.width - left - width) - CARD.width;
  const down = Math.max(top, screen.height - top - height) - CARD.height;
  return Math.max(across, down) - 22;
}

test.each(SCREENS)(
  "a card stays on a screen of $width by $height, and beside its tile where a side has room",
  (screen) => {
    for (const tile of TILES.flatMap((each) => [...everywhere(screen, each)])) {
      const { left, top } = placeCard(tile, CARD, screen);
      expect(
        Math.min(left, top, screen.width - left - CARD.width, screen.height - top - CARD.height),
      ).toBeGreaterThanOrEqual(12);
      const across = left >= tile.left + tile.width || left + CARD.width <= tile.left;
      const down = top >= tile.top + tile.height || top + CARD.height <= tile.top;
      expect(across || down || roomiest(tile, screen) < 0, JSON.stringify({ tile, left, top })).toBe(true);
    }
  },
);

test("where no side has room the card stays on the screen", () => {
  const at = placeCard(
    { left: 14, top: 200, width: 362, height: 300 },
    { width: 366, height: 420 },
    { width: 390, height: 700 },
  );
  expect(at).toEqual({ left: 12, top: 268 });
});
