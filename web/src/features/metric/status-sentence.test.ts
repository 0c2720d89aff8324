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
  expect(said.rest).toContain("Owned by katrin.meyer.");
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
