import { expect, test } from "vitest";
import { endProblem, snoozeChoices } from "./snooze-choices";

const ZONE = "Europe/Vilnius";
const until = (text: string) =>
  Object.fromEntries(
    snoozeChoices(Date.parse(text), ZONE).map(({ key, until }) => [key, new Date(until).toISOString().slice(0, 16)]),
  );

test("an hour and four are hours, also in a night that the clocks change in; the others are times of day", () => {
  expect(until("2026-11-28T10:14:20Z")).toEqual({
    "1h": "2026-11-28T11:15",
    "4h": "2026-11-28T14:15",
    tomorrow: "2026-11-29T07:00",
    "3d": "2026-12-01T10:15",
  });
  // At 03:00 on 29 March it is 04:00 in Vilnius.
  expect(until("2026-03-29T00:30:00Z")).toEqual({
    "1h": "2026-03-29T01:30",
    "4h": "2026-03-29T04:30",
    tomorrow: "2026-03-30T06:00",
    "3d": "2026-03-31T23:30",
  });
  expect(until("2026-10-24T20:00:00Z").tomorrow).toBe("2026-10-25T07:00");
});

test("an end of one's own is ahead, and within thirty days", () => {
  const now = Date.parse("2026-11-28T10:00:00Z");
  expect(endProblem(Number.NaN, now)).toBe("Say until when.");
  expect(endProblem(now, now)).toBe("That has passed already.");
  expect(endProblem(now + 31 * 86_400_000, now)).toBe("30 days are the most.");
  expect(endProblem(now + 30 * 86_400_000, now)).toBe(null);
});
