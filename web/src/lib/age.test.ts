import { describe, expect, test } from "vitest";
import { agoText, longAge, oldText, shortAge, since, spokenAge } from "./age";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("ages", () => {
  test.each([
    [30_000, "now"],
    [4 * MINUTE, "4m"],
    [2 * HOUR + 59 * MINUTE, "2h"],
    [40 * HOUR, "40h"],
    [3 * DAY, "3d"],
  ])("the corner of a tile has room for one short word", (age, text) => {
    expect(shortAge(age)).toBe(text);
  });

  test.each([
    [12_000, "12 s"],
    [34 * MINUTE, "34 m"],
    [HOUR + 29 * MINUTE, "1 h 29 m"],
    [6 * HOUR, "6 h"],
    [2 * DAY + 4 * HOUR, "2 d 4 h"],
    [119 * DAY + 5 * HOUR, "119 d"],
  ])("a long age says two parts while both matter", (age, text) => {
    expect(longAge(age)).toBe(text);
  });

  test("a time in the future counts as now: clocks differ a little", () => {
    expect(since("2026-11-20T10:00:05Z", Date.parse("2026-11-20T10:00:00Z"))).toBe(0);
    expect(longAge(-5000)).toBe("0 s");
  });

  test("a time well in the future is nobody's age: it is never called now", () => {
    const age = since("2026-11-20T12:00:00Z", Date.parse("2026-11-20T10:00:00Z")) ?? 0;
    expect([shortAge(age), oldText(age), agoText(age)]).toEqual(["age unknown", "age unknown", "age unknown"]);
    expect(spokenAge(age)).not.toContain("just now");
  });

  test("no time has no age", () => {
    expect(since(null, 0)).toBeNull();
    expect(since("nonsense", 0)).toBeNull();
  });

  test("ears hear words", () => {
    expect(spokenAge(MINUTE)).toBe("1 minute ago");
    expect(spokenAge(4 * DAY)).toBe("4 days ago");
  });
});
