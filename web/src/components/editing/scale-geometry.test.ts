import { expect, test } from "vitest";
import { domainOf, type ScaleLines, spread, zonesOf } from "./scale-geometry";

test.each<[ScaleLines, string]>([
  [{ direction: "down", norm: 4, alert: 6 }, "good 0-4, amber 4-6, red 6-10"],
  [{ direction: "up", norm: 6, alert: 4 }, "red 0-4, amber 4-6, good 6-10"],
  [{ direction: "down", norm: null, alert: 6 }, "good 0-6, red 6-10"],
  [{ direction: "down", norm: 4, alert: null }, "good 0-4, amber 4-10"],
  [{ direction: "up", norm: 6, alert: null }, "amber 0-6, good 6-10"],
  [{ direction: "up", norm: null, alert: 4 }, "red 0-4, good 4-10"],
  [{ direction: "down", norm: 5, alert: 5 }, "good 0-5, red 5-10"],
  [{ direction: "down", norm: null, alert: null }, ""],
])("zones lie in the direction of the metric, whichever lines it has: %o", (lines, zones) => {
  const found = zonesOf(lines, [0, 10]).map(({ kind, from, to }) => `${kind} ${from}-${to}`);
  expect(found.join(", ")).toBe(zones);
});

test("a scale has room beside what it shows, also for one value alone", () => {
  expect(domainOf([4, null, 8])).toEqual([3, 9]);
  expect(domainOf([0])).toEqual([-0.25, 0.25]);
});

test.each([[[10, 12, 14]], [[0, 0, 0]], [[396, 396, 390]], [[5, 200, 205]]])(
  "labels at %o never touch, keep their order and stay inside",
  (places) => {
    const labels = places.map((at, index) => ({ key: String(index), text: "", at, width: 60 + index * 20 }));
    const placed = spread(labels, 396);
    for (const [index, label] of placed.entries()) {
      expect(label.at - label.width / 2).toBeGreaterThanOrEqual(0);
      expect(label.at + label.width / 2).toBeLessThanOrEqual(396);
      const next = placed[index + 1];
      if (next) expect(label.at + label.width / 2).toBeLessThan(next.at - next.width / 2);
    }
  },
);

test("labels with room stand where they belong", () => {
  const labels = [60, 200].map((at) => ({ key: String(at), text: "", at, width: 40 }));
  expect(spread(labels, 396).map((label) => label.at)).toEqual([60, 200]);
});
