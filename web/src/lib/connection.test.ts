import { expect, test } from "vitest";
import { contact, miss, NOT_CONNECTED, pauseMilliseconds } from "./connection";

const START = 1_000_000;

test("one missed answer is no news", () => {
  expect(miss(contact(START), START + 10_000).offlineSince).toBeNull();
});

test("after two missed answers the screen is offline since the last sign of life", () => {
  const missed = miss(miss(contact(START), START + 10_000), START + 20_000);
  expect(missed.offlineSince).toBe(START);
  expect(missed.retrySeconds).toBe(10);
});

test("it tries again after 10, 20, 40, then every 60 seconds, and never forgets since when", () => {
  let state = contact(START);
  const waits: number[] = [];
  for (let tries = 0; tries < 7; tries += 1) {
    state = miss(state, START + tries * 10_000);
    if (state.offlineSince !== null) waits.push(state.retrySeconds);
  }
  expect(waits).toEqual([10, 20, 40, 60, 60, 60]);
  expect(state.offlineSince).toBe(START);
});

test("one answer ends it", () => {
  expect(contact(START + 60_000)).toMatchObject({ missed: 0, offlineSince: null, retrySeconds: 10 });
});

test("a screen that never had contact is offline since it began to try", () => {
  expect(miss(miss(NOT_CONNECTED, START), START + 10_000).offlineSince).toBe(START + 10_000);
});

test("pauses vary by a tenth, so that many walls do not knock at once", () => {
  const state = contact(START);
  expect(pauseMilliseconds(state, 0)).toBe(9000);
  expect(pauseMilliseconds(state, 1)).toBeCloseTo(11_000);
});
