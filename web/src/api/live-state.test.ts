import { expect, test } from "vitest";
import { makeBoard } from "../../fixtures/boards";
import type { Job } from "./board";
import { advance, isOutdated, isWaiting, type LiveEvent, type LiveState, NOTHING_YET } from "./live-state";
import { PAGE_VERSION } from "./page-version";

const NOW = Date.parse("2026-11-20T09:00:00Z");

function arrive(state: LiveState, reds: number, version = "1"): LiveState {
  return advance(state, {
    kind: "board",
    board: { ...makeBoard(NOW, { red: reds, normal: 5 }), app_version: version },
    at: NOW,
  });
}

test("the first board is no news; a red that joins later pulses", () => {
  const first = arrive(NOTHING_YET, 2);
  expect(first.newlyRed.size).toBe(0);
  expect([...arrive(first, 3).newlyRed]).toEqual(["metric_2"]);
});

test("a restored board gives way to the server's and never replaces it", () => {
  const kept = makeBoard(NOW, { red: 1 });
  const restored = advance(NOTHING_YET, { kind: "restored", board: kept, receivedAt: NOW - 5000 });
  expect(restored).toMatchObject({ restored: true, connection: { lastContactAt: NOW - 5000 } });
  const fresh = arrive(restored, 2);
  expect(fresh.restored).toBe(false);
  expect(fresh.newlyRed.size).toBe(0);
  expect(advance(fresh, { kind: "restored", board: kept, receivedAt: 0 })).toBe(fresh);
});

test("a restored board is nothing heard; whatever the server says first is", () => {
  const restored = advance(NOTHING_YET, { kind: "restored", board: makeBoard(NOW, { red: 1 }), receivedAt: NOW });
  const missed = advance(restored, { kind: "missed", at: NOW + 10_000 });
  expect([restored.connection.heard, missed.connection.heard]).toEqual([false, false]);
  expect(advance(missed, { kind: "sign", at: NOW + 20_000 }).connection.heard).toBe(true);
  expect(advance(arrive(restored, 1), { kind: "missed", at: NOW + 10_000 }).connection.heard).toBe(true);
});

test("two missed answers leave the last board standing", () => {
  let state = arrive(NOTHING_YET, 1);
  state = advance(advance(state, { kind: "missed", at: NOW + 10_000 }), { kind: "missed", at: NOW + 20_000 });
  expect(state.connection.offlineSince).toBe(NOW);
  expect(state.board?.metrics).toHaveLength(6);
});

test("a server of another version than this page makes it outdated, with its first board already", () => {
  expect(isOutdated(NOTHING_YET)).toBe(false);
  expect(isOutdated(arrive(NOTHING_YET, 1, PAGE_VERSION))).toBe(false);
  expect(isOutdated(arrive(NOTHING_YET, 1, "another"))).toBe(true);
});

test("what a kept board says of the server's version is of then", () => {
  const board = { ...makeBoard(NOW, { red: 1 }), app_version: "another" };
  expect(isOutdated(advance(NOTHING_YET, { kind: "restored", board, receivedAt: NOW }))).toBe(false);
});

test("a kept board that broke the page is forgotten, the server's is not", () => {
  const restored = advance(NOTHING_YET, { kind: "restored", board: makeBoard(NOW, { red: 1 }), receivedAt: NOW });
  expect(advance(restored, { kind: "forgotten" }).board).toBeNull();
  expect(advance(arrive(NOTHING_YET, 1), { kind: "forgotten" }).board).not.toBeNull();
});

test("what a tab of another version tells is left alone", () => {
  const state = arrive(NOTHING_YET, 1);
  expect(advance(state, { kind: "weather" } as unknown as LiveEvent)).toBe(state);
});

test("a red that comes or goes is remembered, so that a reload waits", () => {
  const state = arrive(NOTHING_YET, 2);
  expect(arrive(state, 2).redChangedAt).toBe(0);
  expect(arrive(state, 1).redChangedAt).toBe(NOW);
});

test("a beat that nobody takes waits for a worker after some seconds, from when it was first seen", () => {
  const queued = { job_id: 7, state: "queued" } as Job;
  const tell = (state: LiveState, job: Job | null, seconds: number) =>
    advance(state, { kind: "job", job, at: NOW + seconds * 1000 });
  const later = tell(tell(NOTHING_YET, queued, 0), queued, 6);
  expect(isWaiting(later.queuedSince, NOW + 7000)).toBe(false);
  expect(isWaiting(later.queuedSince, NOW + 8000)).toBe(true);
  expect(isWaiting(tell(later, { ...queued, state: "running" }, 9).queuedSince, NOW + 20_000)).toBe(false);
  expect(isWaiting(tell(later, { ...queued, job_id: 8 }, 9).queuedSince, NOW + 10_000)).toBe(false);
  expect(isWaiting(tell(later, null, 9).queuedSince, NOW + 20_000)).toBe(false);
});

test("a metric that says the same stays the same object, wherever it stands; one that changed is another", () => {
  const state = arrive(NOTHING_YET, 1);
  const [first, second, ...others] = (state.board?.metrics ?? []).map((metric) => structuredClone(metric));
  if (!first || !second) throw new Error("there are metrics");
  const moved = { ...makeBoard(NOW, {}), metrics: [...others, { ...second, value: -1 }, first] };
  const after = advance(state, { kind: "board", board: moved, at: NOW }).board?.metrics ?? [];
  const known = state.board?.metrics ?? [];
  expect(after.map((metric) => known.includes(metric))).toEqual([true, true, true, true, false, true]);
});

test("a red goes on to pulse when the next board follows at once, and stops when it is red no more", () => {
  const red = arrive(arrive(NOTHING_YET, 1), 2);
  expect([...arrive(red, 2).newlyRed]).toEqual(["metric_1"]);
  expect([...arrive(red, 3).newlyRed]).toEqual(["metric_1", "metric_2"]);
  expect(arrive(red, 1).newlyRed.size).toBe(0);
  expect(arrive(red, 2).newRedAt).toBe(red.newRedAt);
});
