import { describe, expect, test } from "vitest";
import type { BoardMetric, TableFreshness } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { statusSentence, type Told } from "./status-sentence";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const page = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const say = (told: Told) => statusSentence(told, NOW, "UTC");
const withMetric = (change: Partial<BoardMetric>): Told => ({ ...page, metric: { ...page.metric, ...change } });
const [table] = page.tables as [TableFreshness];

test("says what, since when, how fresh and whose", () => {
  const said = say(withMetric({ since: ago(89) }));
  expect(said.lead).toBe("Red for 1 h 29 m.");
  expect(said.rest).toBe("Above its limit of €371\u00a0k. Updated 20 minutes ago. Katrin Meyer owns it.");
});

test("a red whose computation fails is still red, and says that the value is old", () => {
  const said = say(withMetric({ health: "error", health_since: "2026-11-20T08:12:00Z" }));
  expect(said.lead).toMatch(/^Red for/);
  expect(said.rest).toContain("fails since 08:12; the last good value is shown");
});

test("no value is never called normal", () => {
  expect(say(withMetric({ value: null, health: "no_data" })).lead).toBe("No data yet.");
});

describe("when its source was read", () => {
  const never = withMetric({ value: null, health: "error", source_as_of: null, as_of: null, computed_at: null });
  const rest = (told: Told, ...checked: (string | null)[]) =>
    say({ ...told, tables: checked.map((checked_at) => ({ ...table, checked_at })) }).rest;

  test("is told of a metric that never had a value, as the card of its tables tells it", () => {
    expect(rest(never, ago(4), ago(9))).toContain("Source read 9 minutes ago.");
    expect(rest(never, ago(4), null)).toContain("1 of its 2 tables was never read.");
    expect(rest(never, null)).toContain("Its table was never read.");
    expect(rest(never, null, null)).toContain("Its tables were never read.");
    expect(rest(never)).toContain("It reads no table.");
  });

  test("is not the time of the last good value, when the computation fails since", () => {
    const failing = withMetric({ health: "error", source_as_of: ago(300) });
    expect(rest(failing, ago(4))).toContain("Source read 4 minutes ago.");
  });

  test("a metric that no beat has come to found nothing missing: it was never measured", () => {
    const said = say({ ...never, metric: { ...never.metric, health: "no_data" }, readings: [], tables: [table] }).rest;
    expect(said).toMatch(/^It was never measured\. Source read 9 minutes ago\./);
  });
});

describe("too few rows", () => {
  const few = withMetric({ class: "amber", status: "amber", reason: "too_few", since: ago(120) });

  test("from the beginning were never judged", () => {
    expect(say({ ...few, judged: false }).lead).toBe("Not judged yet: too few rows.");
    const empty = withMetric({ status: "amber", class: "amber", reason: "no_data", health: "no_data" });
    expect(say({ ...empty, judged: false }).lead).toBe("Not judged yet: too few rows.");
  });

  test("after a judged value keep its status", () => {
    expect(say(few).lead).toBe("Amber for 2 h, judged before: too few rows now.");
    const green = { ...few, metric: { ...few.metric, class: "normal" as const, status: "green" as const } };
    expect(say(green).lead).toBe("Normal for 2 h, judged before: too few rows now.");
  });
});

describe("what is doubtful about it", () => {
  const rest = (change: Partial<BoardMetric>) => say(withMetric(change)).rest;

  test("is told of one that nobody verified, or that changed since", () => {
    expect(rest({ verification_state: "unverified" })).toContain("Nobody has verified it.");
    expect(rest({ verification_state: "changed" })).toContain("It changed since it was verified.");
  });

  test("is told of one that nothing judges, and of nobody's", () => {
    const free = { norm_value: null, alert_value: null, typical: null, reason: "within", status: "green" } as const;
    expect(rest(free)).toContain("It has no limits, so nothing judges it.");
    expect(rest({ ...free, alert_value: 5 })).not.toContain("no limits");
    expect(rest({ owner: null })).toContain("Nobody owns it.");
  });

  test("is told of a source that is read late or not at all", () => {
    expect(rest({ freshness: "amber" })).toContain("Its source is read late. Updated");
    expect(rest({ freshness: "red" })).toContain("not being read; the last good value is shown. Source read");
  });
});

test("every combination of the signals is a sentence without a hole", () => {
  const reasons = [
    "alert_crossed",
    "norm_crossed",
    "typical_2s",
    "typical_1s",
    "within",
    "no_data",
    "too_few",
  ] as const;
  for (const reason of reasons)
    for (const health of ["ok", "error", "no_data"] as const)
      for (const freshness of ["green", "amber", "red"] as const)
        for (const value of [null, 5])
          for (const judged of [true, false]) {
            const { lead, rest } = say({ ...withMetric({ reason, health, freshness, value }), judged });
            expect(`${lead} ${rest}`).toMatch(/^([A-Z0-9][^.]*(\.\d[^.]*)*\. )+[A-Z][^.]*\.$/);
            expect(`${lead} ${rest}`).not.toMatch(/null|undefined|NaN| {2}/);
          }
});
