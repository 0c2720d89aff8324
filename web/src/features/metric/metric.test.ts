import { describe, expect, test } from "vitest";
import type { HistoryPoint } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { verticalRange } from "./chart-option";
import { dayBefore } from "./figure-strip";
import { highlightSql } from "./highlight-sql";
import { summary } from "./history-card";
import { fittingRange, withinRange } from "./ranges";

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

describe("ranges", () => {
  test("count from the newest day", () => {
    expect(withinRange(page.history, "30")).toHaveLength(30);
    expect(withinRange(page.history, "all")).toHaveLength(300);
    expect(withinRange([], "30")).toEqual([]);
  });

  test("the first one shown is the shortest that shows all, 180 days at most", () => {
    expect(fittingRange(page.history.slice(-12))).toBe("30");
    expect(fittingRange(page.history)).toBe("180");
  });

  test("a year ago is there only when that day is", () => {
    expect(dayBefore(page.history, 365)).toBeNull();
    expect(dayBefore(page.history, 7)).toBe(page.history.at(-8));
  });

  test("nothing is held against a day of another definition", () => {
    expect(dayBefore(page.history, 89)).toBe(page.history.at(-90));
    expect(dayBefore(page.history, 90)).toBeNull();
  });
});

test("the chart leaves out lines that would flatten the curve, and starts no count below zero", () => {
  const far = { ...metric, reason: "within" as const, alert_value: 1e6, norm_value: null, target_value: null };
  const [low, high] = verticalRange(far, page.history.slice(-30));
  expect(high).toBeLessThan(1000);
  expect(low).toBeGreaterThanOrEqual(0);
});

test("the line that was crossed is in the chart, however far away", () => {
  const [low] = verticalRange({ ...metric, alert_value: 1 }, page.history.slice(-30));
  expect(low).toBeLessThan(1);
});

test("the chart is a sentence for ears", () => {
  expect(summary(metric, page.history.slice(-30))).toContain("Card collateral unpaid from 2026-10-22 to 2026-11-20");
  expect(summary(metric, [])).toBe("Card collateral unpaid: no history.");
  const [before, ...after] = page.history.slice(-91);
  const changed = [{ ...before, value: 1e6, text: "12 d" } as HistoryPoint, ...after];
  expect(summary(metric, changed)).toBe(`${summary(metric, after)} Other days in the chart had another definition.`);
});
