import { expect, test } from "vitest";
import { clockTime, dayName, daysBetween, isoDay, whenText } from "./calendar";

test("the clock shows the workspace's time, whatever the screen's own zone", () => {
  expect(clockTime("2026-11-20T08:41:00Z", "Europe/Berlin")).toBe("09:41");
  expect(clockTime("2026-07-20T08:41:00Z", "Europe/Berlin")).toBe("10:41");
  expect(clockTime("2026-11-20T23:00:00Z", "Europe/Berlin")).toBe("00:00");
});

test("a day ends at the workspace's midnight", () => {
  expect(isoDay("2026-11-20T23:30:00Z", "Europe/Berlin")).toBe("2026-11-21");
  expect(dayName("2026-11-20T23:30:00Z", "UTC")).toBe("Fri 20 Nov");
});

test("an unknown zone shows UTC instead of a blank wall", () => {
  expect(clockTime("2026-11-20T08:41:00Z", "Mars/Olympus")).toBe("08:41");
});

test("a moment is told as shortly as the day allows", () => {
  const now = Date.parse("2026-11-20T09:00:00Z");
  expect(whenText("2026-11-20T08:12:00Z", now, "UTC")).toBe("08:12");
  expect(whenText("2026-11-19T08:12:00Z", now, "UTC")).toBe("Thu 08:12");
  expect(whenText("2026-10-02T08:12:00Z", now, "UTC")).toBe("2 Oct");
});

test("days are counted over a change of clocks", () => {
  expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
});
