import { expect, test } from "vitest";
import { advance, NOTHING_YET } from "@/api/live-state";
import { makeBoard } from "../../fixtures/boards";
import { isQuiet, isWeekOver } from "./weekly-reload";

const DAY = 86_400_000;
// 03:30 in Berlin.
const NIGHT = Date.parse("2026-11-20T02:30:00Z");
const board = makeBoard(NIGHT, { red: 1, normal: 3 });
const state = advance(NOTHING_YET, { kind: "board", board, at: NIGHT - DAY });

test("a wall begins afresh in the night after a week, by the workspace's clock", () => {
  expect(isWeekOver(state, { at: NIGHT, age: 7 * DAY })).toBe(true);
  expect(isWeekOver(state, { at: NIGHT, age: 6 * DAY })).toBe(false);
  expect(isWeekOver(state, { at: NIGHT - 3_600_000, age: 7 * DAY })).toBe(false);
  expect(isWeekOver(state, { at: NIGHT + 3_600_000, age: 7 * DAY })).toBe(false);
  expect(isWeekOver(NOTHING_YET, { at: NIGHT, age: 7 * DAY })).toBe(false);
});

test("there is such an hour on the days on which clocks change", () => {
  for (const hour of ["2026-03-29T01:30:00Z", "2026-10-25T02:30:00Z"]) {
    expect(isWeekOver(state, { at: Date.parse(hour), age: 8 * DAY })).toBe(true);
  }
});

test("a red that came or went within the last minute, or a server that is away, makes it wait", () => {
  const calm = advance(state, { kind: "board", board: makeBoard(NIGHT, { normal: 4 }), at: NIGHT - 30_000 });
  expect(calm.redChangedAt).toBe(NIGHT - 30_000);
  expect(isQuiet(calm, NIGHT)).toBe(false);
  expect(isQuiet(calm, NIGHT + 31_000)).toBe(true);
  const missed = [1, 2].reduce((before) => advance(before, { kind: "missed", at: NIGHT }), state);
  expect(isQuiet(missed, NIGHT)).toBe(false);
});
