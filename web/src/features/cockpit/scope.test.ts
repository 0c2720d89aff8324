import { expect, test } from "vitest";
import { liesIn } from "@/lib/areas";
import { everyLook, makeBoard } from "../../../fixtures/boards";
import { tally } from "./headline";
import { areasOf, narrow } from "./scope";

const board = everyLook(Date.parse("2026-11-20T09:00:00Z"));

test("the counts of a part are those of its tiles, counted as the server counts the whole", () => {
  const whole = narrow(board, () => true);
  expect(whole).toBe(board);
  const parts = areasOf(board).map((area) => narrow(board, (metric) => liesIn(metric.area, area)));
  expect(parts.length).toBe(4);
  for (const name of ["red", "amber", "green", "stale", "error", "unverified"] as const) {
    expect(parts.reduce((sum, part) => sum + part.counts[name], 0)).toBe(board.counts[name]);
  }
  for (const part of parts) {
    const shown = (placement: string) => part.metrics.filter((metric) => metric.class === placement).length;
    const { red, amber, stale, normal } = tally(part.counts);
    expect([red, amber, stale, normal]).toEqual(["red", "amber", "stale", "normal"].map(shown));
  }
});

test("a part keeps the board's order and only its own changes of status", () => {
  const part = narrow(board, (metric) => liesIn(metric.area, " Payments "));
  const codes = part.metrics.map((metric) => metric.code);
  expect(codes).toEqual(board.metrics.filter((metric) => metric.area === "payments").map((metric) => metric.code));
  expect(part.changes.every((change) => codes.includes(change.code))).toBe(true);
  expect(part.changes.length).toBeLessThan(board.changes.length);
  expect(part.failing_sources).toBe(board.failing_sources);
});

test("an area that nobody has leaves no tiles, and no counts", () => {
  const none = narrow(makeBoard(Date.now(), { red: 2, normal: 3 }), (metric) => liesIn(metric.area, "nowhere"));
  expect(none.metrics).toEqual([]);
  expect(tally(none.counts)).toEqual({ red: 0, amber: 0, stale: 0, normal: 0 });
});
