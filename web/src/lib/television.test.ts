import { expect, test } from "vitest";
import { dimHours, isBetween, televisionSearch } from "./television";

test("the address of a wall is read as people write it, and what cannot be read is left out", () => {
  expect(televisionSearch({ tv: 1, dim: "19-07", pages: "payments,risk", every: 45 })).toEqual({
    tv: 1,
    dim: "19-07",
    pages: "payments,risk",
    every: 45,
  });
  expect(televisionSearch({ tv: "1" })).toEqual({ tv: 1 });
  expect(televisionSearch({ tv: true })).toEqual({ tv: 1 });
  expect(televisionSearch({ tv: 0, dim: "tonight", pages: " ", every: "often" })).toEqual({});
  expect(televisionSearch({ every: -5, dim: 19 })).toEqual({});
});

test.each([
  ["19-07", "18:59", false],
  ["19-07", "19:00", true],
  ["19-07", "23:59", true],
  ["19-07", "00:00", true],
  ["19-07", "06:59", true],
  ["19-07", "07:00", false],
  ["18:30-6:45", "18:30", true],
  ["18:30-6:45", "06:45", false],
  ["1-5", "00:59", false],
  ["1-5", "04:59", true],
  ["22-24", "23:59", true],
  ["22-24", "00:00", false],
])("within %s, %s is dim: %s", (hours, clock, dim) => {
  const read = dimHours(hours);
  expect(read && isBetween(read, clock)).toBe(dim);
});

test.each(["", "19", "7-7", "25-07", "19-7:60", "-07", "abc-def"])("%j are no hours", (hours) => {
  expect(dimHours(hours)).toBeNull();
});
