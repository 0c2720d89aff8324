import { afterEach, beforeEach, expect, test, vi } from "vitest";

const SERVER = Date.parse("2026-11-20T09:00:00Z");
const DAY = 86_400_000;
type Clock = typeof import("./wall-clock");
let clock: Clock;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  clock = await import("./wall-clock");
});

afterEach(() => vi.useRealTimers());

test("a screen that is off shows the server's time, and goes on by itself", () => {
  vi.setSystemTime(SERVER - 7 * 60_000);
  clock.setByServer(new Date(SERVER).toUTCString());
  expect(clock.now()).toBe(SERVER);
  vi.advanceTimersByTime(5000);
  expect(clock.now()).toBe(SERVER + 5000);
});

test("without the server, an earlier visit tells how far the screen is off", () => {
  vi.setSystemTime(SERVER - 7 * 60_000 + 3_600_000);
  clock.setByEarlierVisit(7 * 60_000, SERVER);
  expect(clock.now()).toBe(SERVER + 3_600_000);
});

test("a clock that fell back for months is not believed: time runs on from the last sign of life", () => {
  vi.setSystemTime(SERVER - 300 * DAY);
  clock.setByEarlierVisit(0, SERVER);
  vi.advanceTimersByTime(60_000);
  expect(clock.now()).toBe(SERVER + 60_000);
  vi.setSystemTime(SERVER + DAY); // somebody sets it right
  expect(clock.now()).toBe(SERVER + DAY);
});

test("what the server says itself counts more than an earlier visit", () => {
  vi.setSystemTime(SERVER);
  clock.setByServer(new Date(SERVER).toUTCString());
  clock.setByEarlierVisit(DAY, SERVER + DAY);
  expect(clock.now()).toBe(SERVER);
});
