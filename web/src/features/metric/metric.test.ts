import { describe, expect, test } from "vitest";
import { highlightSql } from "@/lib/highlight-sql";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { dayBefore, isForTheWorse, targetName } from "./figure-strip";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const metric = makeMetric({ index: 0, now: NOW, placement: "red" });
const page = makeMetricPage(metric, NOW);

describe("SQL", () => {
  test("loses nothing when it is coloured", () => {
    const sql = "select '--no', :as_of, x::int /* c\n */ from t -- end\nwhere a = $q$it's$q$ and b <> 1.5;";
    expect(
      highlightSql(sql)
        .map((token) => token.text)
        .join(""),
    ).toBe(sql);
  });

  test("knows a cast from a parameter", () => {
    const kinds = highlightSql("x::int + :as_of").filter((token) => token.kind === "parameter");
    expect(kinds.map((token) => token.text)).toEqual([":as_of"]);
  });
});

describe("what a value is held against", () => {
  test("a year ago is there only when that day is", () => {
    expect(dayBefore(page.history, 365)).toBeNull();
    expect(dayBefore(page.history, 7)).toBe(page.history.at(-8));
  });

  test("nothing is held against a day of another definition", () => {
    expect(dayBefore(page.history, 89)).toBe(page.history.at(-90));
    expect(dayBefore(page.history, 90)).toBeNull();
  });
});

test("a target says by when, and how long that is once it is near or past", () => {
  const due = (target_due_date: string | null, target_hit = false) =>
    targetName({ ...page.metric, target_due_date, target_hit }, NOW, "UTC");
  expect(due(null)).toBe("Target");
  expect(due("2027-06-30")).toBe("Target, 30 Jun 2027");
  expect(due("2026-12-01")).toBe("Target, 1 Dec 2026, in 11 days");
  expect(due("2026-11-20")).toBe("Target, 20 Nov 2026, today");
  expect(due("2026-11-19")).toBe("Target, 19 Nov 2026, 1 day ago");
  expect(due("2026-11-19", true)).toBe("Target, 19 Nov 2026");
});

test("a change is bad where it goes against the metric's direction", () => {
  expect([isForTheWorse("+0.6 pp", "down"), isForTheWorse("\u22120.6 pp", "down")]).toEqual([true, false]);
  expect([isForTheWorse("+0.6 pp", "up"), isForTheWorse("\u22120.6 pp", "up")]).toEqual([false, true]);
  expect(isForTheWorse(undefined, "up")).toBe(false);
});
