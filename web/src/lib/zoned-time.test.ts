import { expect, test } from "vitest";
import { daysLater, zonedMoment, zonedText } from "./zoned-time";

const VILNIUS = "Europe/Vilnius";
const at = (text: string) => Date.parse(text);
const iso = (moment: number) => new Date(moment).toISOString();

test("a time of day is a moment of the workspace's zone, wherever the browser is", () => {
  expect(iso(zonedMoment("2026-11-28T09:00", VILNIUS))).toBe("2026-11-28T07:00:00.000Z");
  expect(iso(zonedMoment("2026-07-01T09:00", VILNIUS))).toBe("2026-07-01T06:00:00.000Z");
  expect(zonedText(at("2026-11-28T07:00:30Z"), VILNIUS)).toBe("2026-11-28T09:00");
  expect(zonedMoment("", VILNIUS)).toBeNaN();
  expect(iso(zonedMoment("2026-07-01T09:00", "Nowhere/At_All"))).toBe("2026-07-01T09:00:00.000Z");
});

test("a time that the change of clocks leaves out is the first moment after it", () => {
  // In Vilnius 03:00 becomes 04:00 on 29 March 2026.
  for (const missing of ["03:00", "03:30", "03:59"])
    expect(iso(zonedMoment(`2026-03-29T${missing}`, VILNIUS))).toBe("2026-03-29T01:00:00.000Z");
  expect(iso(zonedMoment("2026-03-29T04:00", VILNIUS))).toBe("2026-03-29T01:00:00.000Z");
  expect(iso(zonedMoment("2026-03-29T02:59", VILNIUS))).toBe("2026-03-29T00:59:00.000Z");
  // Half an hour on Lord Howe: 02:00 becomes 02:30 on 4 October 2026.
  expect(iso(zonedMoment("2026-10-04T02:15", "Australia/Lord_Howe"))).toBe("2026-10-03T15:30:00.000Z");
});

test("a time that comes twice is the later one, so that what ends then covers both", () => {
  // In Vilnius 04:00 becomes 03:00 again on 25 October 2026.
  expect(iso(zonedMoment("2026-10-25T03:30", VILNIUS))).toBe("2026-10-25T01:30:00.000Z");
});

test("tomorrow at nine is nine on tomorrow's clock, also when the night is an hour shorter or longer", () => {
  const tomorrow = (text: string) => iso(daysLater(at(text), 1, VILNIUS, "09:00"));
  expect(tomorrow("2026-03-28T20:00:00Z")).toBe("2026-03-29T06:00:00.000Z");
  expect(tomorrow("2026-10-24T20:00:00Z")).toBe("2026-10-25T07:00:00.000Z");
  // Half past midnight is another day in Vilnius than in UTC.
  expect(tomorrow("2026-11-27T22:30:00Z")).toBe("2026-11-29T07:00:00.000Z");
});

test("three days later is the same time of day", () => {
  expect(iso(daysLater(at("2026-03-27T10:15:00Z"), 3, VILNIUS))).toBe("2026-03-30T09:15:00.000Z");
  expect(iso(daysLater(at("2026-12-30T10:15:00Z"), 3, VILNIUS))).toBe("2027-01-02T10:15:00.000Z");
});
