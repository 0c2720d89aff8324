import { expect, test } from "vitest";
import type { Job, Placement } from "@/api/board";
import { isFrozen } from "@/api/live-state";
import { hasRecovered } from "@/components/marks";
import { everyLook, makeBoard } from "../../../fixtures/boards";
import { makeMetric } from "../../../fixtures/metrics";
import { progressOf } from "./beat-progress";
import { pulseText } from "./header-pulse";
import { countsLook } from "./header-room";
import { headline, tally } from "./headline";
import { fittingReds } from "./more-reds";
import { nextInDirection } from "./neighbours";
import { fadeStep } from "./normal-tile";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const HOUR = 3_600_000;
const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();

test("the headline counts what needs action, and calls nothing normal that is not", () => {
  expect(headline({ red: 3, amber: 4, stale: 2, normal: 22 }).title).toBe("3 need action");
  expect(headline({ red: 1, amber: 0, stale: 0, normal: 2 }).title).toBe("1 needs action");
  expect(headline({ red: 0, amber: 0, stale: 0, normal: 31 }).title).toBe("All normal");
  expect(headline({ red: 0, amber: 1, stale: 0, normal: 31 }).title).toBe("Nothing red");
  expect(headline({ red: 0, amber: 0, stale: 0, normal: 0 }).title).toBe("No metrics yet");
  expect(headline({ red: 19, amber: 0, stale: 0, normal: 9 })).toEqual({
    title: "19 red",
    sub: "something bigger is wrong",
  });
});

test("the counts are those of the bands", () => {
  const { counts, metrics } = everyLook(NOW);
  const inBand = (placement: Placement) => metrics.filter((metric) => metric.class === placement).length;
  expect(tally(counts)).toEqual({
    red: inBand("red"),
    amber: inBand("amber"),
    stale: inBand("stale"),
    normal: inBand("normal"),
  });
});

test("the viewer's own clock calls the board frozen", () => {
  const board = makeBoard(NOW, { normal: 1 });
  expect(isFrozen(board, NOW)).toBe(false);
  expect(isFrozen(board, NOW + 2 * HOUR + 60_000)).toBe(true);
  expect(isFrozen({ ...board, published_at: null }, NOW + 9 * HOUR)).toBe(false);
});

test("the counts say less rather than push the clock away", () => {
  const counts = [
    { count: 3, word: "red", quiet: false },
    { count: 4, word: "amber", quiet: false },
    { count: 2, word: "stale", quiet: false },
    { count: 22, word: "normal", quiet: true },
    { count: 2, word: "unverified", quiet: true },
  ];
  const texts = {
    company: "Aurora Bank",
    title: "3 need action",
    sub: null,
    counts,
    beating: false,
    day: "Thu 26 Nov",
  };
  expect(countsLook({ ...texts, pulse: "12 s ago" }, 1)).toBe("roomy");
  expect(countsLook({ ...texts, pulse: "1 h 40 m ago" }, 1)).toBe("tight");
  const long = { ...texts, company: "Aurora Privatbank & Söhne ".repeat(3), pulse: "1 h 40 m ago" };
  expect(countsLook(long, 1)).toBe("brief");
  const many = counts.map((each) => ({ ...each, count: 188 }));
  expect(countsLook({ ...long, counts: many, title: "188 need action" }, 1)).toBe("bare");
});

test("of many more reds only those are links that the line has room for", () => {
  const { metrics } = makeBoard(NOW, { red: 180 });
  expect(fittingReds(metrics.slice(0, 3))).toBe(3);
  const fitting = fittingReds(metrics);
  expect(fitting > 5 && fitting < 20).toBe(true);
});

test("normal fades in three steps; what never changed is no news", () => {
  const metric = makeMetric({ index: 1, now: NOW, placement: "normal" });
  const changed = (age: number) => ({ ...metric, changed: { at: ago(age), from: "red" as const, value_before: 1 } });
  expect([HOUR, 30 * HOUR, 200 * HOUR].map((age) => fadeStep(changed(age), NOW))).toEqual([0, 1, 2]);
  expect(fadeStep({ ...metric, changed: null }, NOW)).toBe(2);
  expect(hasRecovered(changed(HOUR), NOW)).toBe(true);
  expect(hasRecovered(changed(25 * HOUR), NOW)).toBe(false);
});

test("arrows lead to the tile one would point at", () => {
  const box = (left: number, top: number, width = 100) => ({ left, top, width, height: 50 });
  const boxes = [box(0, 0, 320), box(330, 0, 320), box(0, 60), box(110, 60), box(220, 60)];
  expect(nextInDirection(boxes, 0, "right")).toBe(1);
  expect(nextInDirection(boxes, 0, "down")).toBe(3);
  expect(nextInDirection(boxes, 4, "up")).toBe(0);
  expect(nextInDirection(boxes, 0, "left")).toBeNull();
});

test("a running beat tells where it is, and its bar never goes back", () => {
  const source = {
    source_id: "webbank",
    dataset: "webbank_core",
    state: "running",
    tables: 1,
    rows: 10,
    seconds: null,
    error: null,
  };
  const metric = { metric_id: "a", outcome: "executed", why: null, seconds: 1, error: null };
  const job = {
    job_id: 1,
    state: "running",
    phase: "ingest",
    trigger: "ui",
    started_at: null,
    ended_at: null,
    sources: [source],
    metrics: [],
    errors: [],
  } as unknown as Job;
  const reading = progressOf(job);
  const measuring = progressOf({
    ...job,
    phase: "measure",
    metrics: [metric, { ...metric, outcome: "waiting" }],
  } as Job);
  expect(reading.text).toBe("reading webbank");
  expect(measuring.text).toBe("measuring 1 of 2");
  expect(measuring.share).toBeGreaterThan(reading.share);
  expect(progressOf({ ...job, phase: "publish" }).share).toBeGreaterThan(measuring.share);
});

test("a beat that no worker takes does not hide how old the board is", () => {
  const board = { ...makeBoard(NOW, { normal: 1 }), published_at: new Date(NOW - 34 * 60_000).toISOString() };
  const job = { job_id: 7, state: "queued", phase: null, sources: [], metrics: [] } as unknown as Job;
  const signs = { job, database: "up" as const, connecting: false };
  expect(pulseText(board, { ...signs, waiting: false }, NOW)).toBe("starting");
  expect(pulseText(board, { ...signs, waiting: true }, NOW)).toBe("34 m ago, waiting for a worker");
});

test("the age of a kept board that no server has confirmed yet says so", () => {
  const board = { ...makeBoard(NOW, { normal: 1 }), published_at: new Date(NOW - 34 * 60_000).toISOString() };
  const signs = { job: null, database: "up" as const, waiting: false, connecting: true };
  expect(pulseText(board, signs, NOW)).toBe("34 m ago, connecting");
  expect(pulseText({ ...board, published_at: null }, signs, NOW)).toBe("connecting");
});
