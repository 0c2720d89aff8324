import { expect, test } from "vitest";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import type { ChartColors } from "./chart-colors";
import { withGaps } from "./chart-gaps";
import { apart, labelsWidth } from "./chart-lines";
import { placeNotes } from "./chart-notes";
import { chartOption } from "./chart-option";
import { plotOf } from "./chart-plot";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const metric = makeMetric({ index: 0, now: NOW, placement: "red" });
const { history } = makeMetricPage(metric, NOW);
const span = { low: 0, high: 100, first: Date.parse("2026-05-25"), last: Date.parse("2026-11-20") };
const wide = plotOf({ width: 1300, height: 412, labels: 80 }, span);
const note = (day: string) => ({ day, text: "definition changed" });

test("a metric without limits is drawn in one colour: the recolouring knows no single piece", () => {
  const wish = { points: history, colors: {} as ChartColors, width: 900, height: 400, tooltip: () => document.body };
  const style = { unit: "count", locale: "en", prefix: "" };
  expect(chartOption({ ...wish, style, metric }).visualMap).toHaveLength(1);
  expect(chartOption({ ...wish, style, metric: { ...metric, norm_value: null, alert_value: null } }).visualMap).toEqual(
    [],
  );
});

test("an axis of durations has its ticks on whole minutes and hours", () => {
  const points = [
    { ...history[0], d: "2026-11-20", value: 1277 },
    { ...history[0], d: "2026-11-21", value: 1430 },
  ] as typeof history;
  const wish = { points, colors: {} as ChartColors, width: 900, height: 400, tooltip: () => document.body };
  const { yAxis } = chartOption({
    ...wish,
    style: { unit: "seconds", locale: "en", prefix: "" },
    metric: { ...metric, norm_value: null, alert_value: null, reason: "within" },
  });
  const { min, max, interval } = yAxis as { min: number; max: number; interval: number };
  expect([min % interval, max % interval, interval % 5]).toEqual([0, 0, 0]);
});

test("a line is drawn only through days that follow each other; a day alone is a dot", () => {
  const days = withGaps([...history.slice(0, 3), ...history.slice(20, 21), ...history.slice(40, 42)]);
  expect(days.map((day) => (day.point ? "." : " ")).join("")).toBe("... . ..");
  expect(days.filter((day) => day.lone).map((day) => day.d)).toEqual([history[20]?.d]);
});

test("notes that lie close keep their lines and one text", () => {
  const placed = placeNotes([note("2026-08-10"), note("2026-08-11"), note("2026-08-14"), note("2026-06-20")], wide);
  expect(placed.map((each) => each.words !== null)).toEqual([true, false, false, true]);
});

test("in the right third a note reads leftwards, inside the chart", () => {
  const [late] = placeNotes([note("2026-11-19")], wide);
  expect(late?.leftwards).toBe(true);
  expect(late?.words?.[1]).toBeLessThanOrEqual(wide.right);
});

test("two notes that read towards each other do not meet", () => {
  const placed = placeNotes([note("2026-09-24"), note("2026-09-20")], wide);
  const [late, early] = placed.map((each) => each.words);
  expect(!late || !early || early[1] <= late[0]).toBe(true);
});

test("a narrow chart has lines without words", () => {
  const phone = plotOf({ width: 340, height: 280, labels: 80 }, span);
  expect(placeNotes([note("2026-08-10")], phone)[0]?.words).toBeNull();
});

test("right of the chart there is room for the longest name of a line", () => {
  const [colors, range] = [{} as ChartColors, [0, 1000] as [number, number]];
  const long = { ...metric, display: { ...metric.display, norm: "max 4\u2009000 transactions" } };
  const [usual, more] = [labelsWidth(metric, colors, range), labelsWidth(long, colors, range)];
  expect(more).toBeGreaterThan(150);
  const plotted = (labels: number) => plotOf({ width: 1300, height: 412, labels }, span).grid.right;
  expect([plotted(usual), plotted(more), plotted(900)]).toEqual([usual, more, 240]);
});

test("names of lines at the right edge move apart, and keep their order", () => {
  const [red = 0, amber = 0, target = 0] = apart([100, 104, 108]);
  expect(amber - red).toBeGreaterThanOrEqual(16.9);
  expect(target - amber).toBeGreaterThanOrEqual(16.9);
  expect(apart([40, 90])).toEqual([40, 90]);
});
