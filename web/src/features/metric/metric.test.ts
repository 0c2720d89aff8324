import { describe, expect, test } from "vitest";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { dayBefore } from "./figure-strip";
import { highlightSql } from "./highlight-sql";

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
