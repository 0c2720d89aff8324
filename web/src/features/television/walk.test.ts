import { expect, test } from "vitest";
import { placeOf, stepOf } from "./walk";

const places = Array.from({ length: 12 }, (_, step) => placeOf(step));

test("a round has twelve places, none twice and none further than four units away", () => {
  expect(new Set(places.map(String)).size).toBe(12);
  expect(places.flat().every((each) => Math.abs(each) <= 4)).toBe(true);
  expect(Math.max(...places.flat())).toBe(4);
  expect(Math.min(...places.flat())).toBe(-4);
});

test("no step is long enough to be seen as a jump, the one that closes the round included", () => {
  const steps = places.map(([x, y], at) => {
    const [nextX, nextY] = placeOf((at + 1) % 12);
    return Math.hypot(nextX - x, nextY - y);
  });
  expect(Math.max(...steps)).toBeLessThan(4);
});

test("the frame moves every three minutes, by the clock", () => {
  const start = 1_800_000_000_000 - (1_800_000_000_000 % (12 * 180_000));
  expect([0, 179_999, 180_000, 12 * 180_000 - 1, 12 * 180_000].map((after) => stepOf(start + after))).toEqual([
    0, 0, 1, 11, 0,
  ]);
});
