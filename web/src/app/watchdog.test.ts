// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchFrames } from "./watchdog";

let stop: () => void = () => undefined;
let stuck = 0;
let draws = true;

beforeEach(() => {
  vi.useFakeTimers();
  stuck = 0;
  draws = true;
  vi.stubGlobal("requestAnimationFrame", (draw: FrameRequestCallback) => {
    if (draws) draw(0);
    return 0;
  });
  stop = watchFrames(() => {
    stuck += 1;
  });
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const wait = (minutes: number) => vi.advanceTimersByTime(minutes * 60_000);

test("a browser that draws is left alone for ever", () => {
  wait(24 * 60);
  expect(stuck).toBe(0);
});

test("one that has drawn nothing for five minutes is told of, and not before", () => {
  draws = false;
  wait(5);
  expect(stuck).toBe(0);
  wait(0.5);
  expect(stuck).toBe(1);
});

test("a page that is not seen need not be drawn", () => {
  draws = false;
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  wait(60);
  expect(stuck).toBe(0);
});

test("a computer that slept for an hour has not been silent for one", () => {
  draws = false;
  wait(1);
  vi.setSystemTime(Date.now() + 3_600_000);
  draws = true;
  wait(1);
  expect(stuck).toBe(0);
});
