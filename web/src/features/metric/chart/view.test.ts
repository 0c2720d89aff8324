import { describe, expect, test } from "vitest";
import { makeMetricPage } from "../../../../fixtures/metric-pages";
import { makeMetric } from "../../../../fixtures/metrics";
import { chartCells } from "./chart-cells";
import { fold, foldRule } from "./fold";
import { happeningsOf } from "./happenings";
import { type Charted, sceneOf } from "./scene";
import { spoken, standTexts } from "./summary";
import { nearest, placeAfter } from "./use-walk";
import { chartSearch, failuresWithin, fittingRange, moved, rangeSpan, spanBetween, zoomed } from "./view";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const page: Charted = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const style = { unit: "count", locale: "en", prefix: "" };
const all = { from: "2026-01-25", to: "2026-11-20" };

describe("the address", () => {
  test("says what is shown, and what makes no sense is left out", () => {
    const search = { range: "180d", grain: "week", from: "2026-08-01", to: "2026-09-01" };
    expect(chartSearch(search)).toEqual(search);
    expect(chartSearch({ range: "7d", grain: "hour", from: "2026-02-31", to: "2026-03-01", x: "y" })).toEqual({});
    expect(chartSearch({ from: "2026-09-01", to: "2026-08-01" })).toEqual({});
  });
});

describe("ranges", () => {
  test("end today, also where the history stopped before", () => {
    expect(rangeSpan("30d", page.history, "2026-11-20")).toEqual({ from: "2026-10-22", to: "2026-11-20" });
    expect(rangeSpan("30d", page.history, "2026-12-20")).toEqual({ from: "2026-11-21", to: "2026-12-20" });
    expect(rangeSpan("all", page.history, "2026-11-20")).toEqual(all);
  });

  test("the first one shown is the shortest that shows all, 180 days at most", () => {
    expect(fittingRange(page.history.slice(-12), "2026-11-20")).toBe("30d");
    expect(fittingRange(page.history, "2026-11-20")).toBe("180d");
    expect(fittingRange([], "2026-11-20")).toBe("30d");
  });
});

describe("zooming", () => {
  const span = { from: "2026-06-01", to: "2026-09-09" };

  test("keeps the day under the pointer in its place", () => {
    expect(zoomed(span, 0.5, "2026-06-01", all)).toEqual({ from: "2026-06-01", to: "2026-07-21" });
    expect(zoomed(span, 0.5, "2026-07-21", all)).toEqual({ from: "2026-06-26", to: "2026-08-15" });
  });

  test("ends at a week, and at all there is", () => {
    expect(zoomed(span, 0.001, "2026-07-21", all)).toEqual({ from: "2026-07-18", to: "2026-07-24" });
    expect(zoomed(span, 100, "2026-07-21", all)).toEqual(all);
  });

  test("moves no further than there are days", () => {
    expect(moved(span, 10, all)).toEqual({ from: "2026-06-11", to: "2026-09-19" });
    expect(moved(span, 1000, all).to).toBe(all.to);
    expect(moved(span, -1000, all).from).toBe(all.from);
  });

  test("by dragging goes in either direction, and is never closer than a week", () => {
    expect(spanBetween("2026-08-20", "2026-08-01", all)).toEqual({ from: "2026-08-01", to: "2026-08-20" });
    expect(spanBetween("2026-11-19", "2026-11-20", all)).toEqual({ from: "2026-11-14", to: "2026-11-20" });
  });
});

describe("folding", () => {
  test("a week is its worst day, unless the value covers the week itself", () => {
    expect(foldRule("week", "24h")).toBe("worst");
    expect(foldRule("week", "7d")).toBe("last");
    expect(foldRule("month", "7d")).toBe("worst");
    expect(foldRule("month", "30d")).toBe("last");
    expect(foldRule("month", "snapshot")).toBe("worst");
  });

  test("takes one day as it is, with its own text and status", () => {
    const days = page.history.slice(-11); // Tuesday 10 to Friday 20 November
    const weeks = fold(days, "week", { ...page.metric, direction: "up", period: "24h" });
    const least = days.slice(0, 6).toSorted((one, other) => one.value - other.value)[0];
    expect(weeks.map(({ from, to, days: count }) => [from, to, count])).toEqual([
      ["2026-11-09", "2026-11-15", 6],
      ["2026-11-16", "2026-11-22", 5],
    ]);
    expect(weeks[0]?.point).toBe(least);
    expect(fold(days, "month", { ...page.metric, period: "30d" }).map(({ point }) => point)).toEqual([days.at(-1)]);
  });

  test("never folds days of two definitions into one", () => {
    const around = page.history.filter(({ d }) => d >= "2026-08-17" && d <= "2026-08-30");
    expect(fold(around, "week", page.metric).map(({ from, days }) => [from, days])).toEqual([
      ["2026-08-17", 6],
      ["2026-08-17", 1],
      ["2026-08-24", 7],
    ]);
  });
});

describe("in words", () => {
  test("a day has its value, what it is held against, and what happened", () => {
    const scene = sceneOf(page, "day", all, style);
    const stand = nearest(scene.stands, "2026-10-11");
    const texts = standTexts(stand as NonNullable<typeof stand>, page, "UTC");
    expect(texts.head).toMatch(/^11 Oct 2026: /);
    expect(texts.facts).toContain("computed later");
    expect(texts.happened[0]).toMatch(/^red line 148\.0 to 140\.0 by katrin\.meyer$/);
    expect(spoken(texts)).toContain(`. ${texts.happened[0]}`);
  });

  test("failures and changes of definition are told on their days", () => {
    const on = (day: string) => happeningsOf(page, { from: day, to: day }, "UTC");
    expect(on("2026-10-04")).toEqual(["failed: canceled: took longer than 60 s"]);
    expect(on("2026-10-03")).toEqual(["failed from 09:00: canceled: took longer than 60 s"]);
    expect(on("2026-08-23")).toEqual(["definition changed: the statement of value"]);
    expect(on("2026-11-11")).toEqual(["09:00 amber to normal"]);
  });
});

test("a failure is of the days that it had where the workspace is", () => {
  const night = [{ since: "2026-10-03T22:30:00Z", until: "2026-10-03T23:30:00Z" }];
  const on = (day: string, zone: string) => failuresWithin(night, { from: day, to: day }, zone).length;
  expect([on("2026-10-03", "Europe/Berlin"), on("2026-10-04", "Europe/Berlin")]).toEqual([0, 1]);
  expect([on("2026-10-03", "UTC"), on("2026-10-04", "UTC")]).toEqual([1, 0]);
  const open = [{ since: "2026-10-03T22:30:00Z", until: null }];
  expect(failuresWithin(open, { from: "2026-11-01", to: "2026-11-02" }, "UTC")).toEqual(open);
});

test("the keys walk along the curve, no further than it goes", () => {
  expect([placeAfter("ArrowLeft", 30, 30), placeAfter("ArrowRight", 29, 30), placeAfter("Home", 9, 30)]).toEqual([
    29, 29, 0,
  ]);
  expect(placeAfter("a", 3, 30)).toBeNull();
});

describe("the CSV", () => {
  test("has a row for each day, with the lines as they were on it", () => {
    const scene = sceneOf(page, "day", { from: "2026-10-10", to: "2026-11-20" }, style);
    const { head, rows } = chartCells(scene);
    expect(head.slice(0, 8).join()).toBe("day,value,unit,rows,status,origin,norm_value,alert_value");
    expect(rows).toHaveLength(42);
    const red = rows.map((row) => row[7]);
    expect([red[0], red[1], red.at(-1)]).toEqual([148, 140, 140]);
  });
});
