// @vitest-environment jsdom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useLater } from "./use-later";

const PART = { is: "the part" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const wait = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

/** The server is away for the first so many times. */
function away(times: number) {
  return vi.fn(async () => {
    if (load.mock.calls.length <= times) throw new Error("away");
    return PART;
  });
}
let load = away(0);

test("a part that did not come is tried again every five seconds, and is kept once it is there", async () => {
  load = away(2);
  const onMiss = vi.fn();
  const { result, rerender } = renderHook(({ wanted }) => useLater(load, wanted, onMiss), {
    initialProps: { wanted: false },
  });
  await wait(20_000);
  expect(load).toHaveBeenCalledTimes(0);
  rerender({ wanted: true });
  await wait(4900);
  expect([load.mock.calls.length, onMiss.mock.calls.length, result.current]).toEqual([1, 1, null]);
  await wait(5200);
  expect([load.mock.calls.length, onMiss.mock.calls.length, result.current]).toEqual([3, 2, PART]);
  rerender({ wanted: false });
  rerender({ wanted: true });
  await wait(20_000);
  expect([load.mock.calls.length, result.current]).toEqual([3, PART]);
});

test("what nobody wants any more is not tried again, until it is wanted anew", async () => {
  load = away(1);
  const { result, rerender } = renderHook(({ wanted }) => useLater(load, wanted), { initialProps: { wanted: true } });
  await wait(100);
  rerender({ wanted: false });
  await wait(20_000);
  expect(load).toHaveBeenCalledTimes(1);
  rerender({ wanted: true });
  await wait(0);
  expect([load.mock.calls.length, result.current]).toEqual([2, PART]);
});
