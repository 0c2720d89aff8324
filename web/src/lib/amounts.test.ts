import { expect, test } from "vitest";
import { counted, countText, rateText, secondsText, sizeText } from "./amounts";

test("numbers are grouped by thin spaces, and a thing alone is singular", () => {
  expect(countText(1_204_331)).toBe("1\u202f204\u202f331");
  expect([counted(1, "table"), counted(3, "table"), counted(2, "delivery", "deliveries")]).toEqual([
    "1 table",
    "3 tables",
    "2 deliveries",
  ]);
});

test("sizes are those that Postgres tells", () => {
  expect([0, 812, 98_304, 1_300_000, 45_000_000_000].map(sizeText)).toEqual([
    "0 B",
    "812 B",
    "96 kB",
    "1.2 MB",
    "42 GB",
  ]);
});

test("durations and rates have as many digits as say something", () => {
  expect([0.01, 0.24, 12.3, 59.7, 120, 200].map(secondsText)).toEqual([
    "under 0.1 s",
    "0.2 s",
    "12 s",
    "1 min",
    "2 min",
    "3 min 20 s",
  ]);
  expect([0, 0.02, 0.4, 12.4, 90_000].map(rateText)).toEqual(["0", "less than 0.1", "0.4", "12", "90\u202f000"]);
});
