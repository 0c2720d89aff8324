import type { EChartsCoreOption } from "echarts/core";
import type { BoardMetric, HistoryPoint } from "@/api/board";
import { axisStep, axisText, type NumberStyle } from "@/lib/number-text";
import type { ChartColors } from "./chart-colors";
import { type Day, withGaps } from "./chart-gaps";
import { labelsWidth, limitLines } from "./chart-lines";
import { notes } from "./chart-notes";
import { type Plot, plotOf } from "./chart-plot";

interface ChartWish {
  metric: BoardMetric;
  points: HistoryPoint[];
  style: NumberStyle;
  colors: ChartColors;
  /** Size of the chart in pixels. */
  width: number;
  height: number;
  tooltip: (point: HistoryPoint) => HTMLElement;
}

/** What the chart library draws: the curve recoloured beyond its lines, the lines named at the right edge, the typical band. */
export function chartOption(wish: ChartWish): EChartsCoreOption {
  const { metric, points, style, colors } = wish;
  const [low, high, step] = onSteps(verticalRange(metric, points), style);
  const days = withGaps(points);
  const shown = daysShown(points);
  const labels = labelsWidth(metric, colors, [low, high]);
  const plot = plotOf(
    { ...wish, labels },
    { low, high, first: shown.min ?? dayTime(points[0]), last: dayTime(points.at(-1)) },
  );
  return {
    animation: false,
    textStyle: { fontFamily: colors.font },
    grid: plot.grid,
    xAxis: {
      type: "time",
      ...shown,
      axisLine: { show: false },
      axisTick: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.text3, fontSize: 13, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: low,
      max: high,
      ...(step === null ? {} : { interval: step }),
      axisLabel: {
        color: colors.text3,
        fontSize: 13,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => axisText(value, style),
      },
      splitLine: { showMinLine: false, showMaxLine: false, lineStyle: { color: colors.line } },
    },
    tooltip: {
      trigger: "axis",
      className: "chart-tip",
      axisPointer: { type: "line", lineStyle: { color: colors.text3, type: "solid" } },
      backgroundColor: "transparent",
      borderWidth: 0,
      padding: 0,
      formatter: (found: { dataIndex: number }[]) => {
        const point = days[found[0]?.dataIndex ?? 0]?.point;
        return point ? wish.tooltip(point) : "";
      },
    },
    color: [colors.ink],
    visualMap: recolouring(metric, colors),
    series: [
      {
        type: "line",
        name: "computed later",
        data: curve(
          days,
          (day, index) => isLater(day) || isLater(days[index - 1]) || isLater(days[index + 1]),
          isLater,
        ),
        symbolSize: LONE_SIZE,
        lineStyle: { width: 2.4, opacity: 0.66 },
        markArea: { silent: true, data: areas(metric, colors, [low, high]) },
        markLine: { silent: true, symbol: "none", data: marks(wish, plot) },
      },
      {
        type: "line",
        name: "as shown",
        data: curve(days, isSeen, isSeen),
        symbolSize: LONE_SIZE,
        lineStyle: { width: 2.6 },
      },
      lastPoint(metric, points, colors),
    ],
  };
}

const DAY = 86_400_000;
const MONTH_DAYS = 30;

/** A history of a few days stands at the right end of its month, where it will grow from; no axis of hours. */
function daysShown(points: HistoryPoint[]): { min?: number; minInterval: number } {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || Date.parse(last.d) - Date.parse(first.d) > 7 * DAY) return { minInterval: DAY };
  return { min: Date.parse(last.d) - (MONTH_DAYS - 1) * DAY, minInterval: DAY };
}

/** An axis of durations begins and ends on its steps: its ticks are counted from its lower end. */
function onSteps([low, high]: [number, number], style: NumberStyle): [number, number, number | null] {
  const step = axisStep(low, high, style);
  return step === null ? [low, high, null] : [Math.floor(low / step) * step, Math.ceil(high / step) * step, step];
}

/** The values, the line that was crossed, and those lines that lie near enough not to flatten them. */
export function verticalRange(metric: BoardMetric, points: HistoryPoint[]): [number, number] {
  const crossed = { alert_crossed: metric.alert_value, norm_crossed: metric.norm_value }[String(metric.reason)];
  const values = [...points.map((point) => point.value), crossed].filter(
    (value): value is number => typeof value === "number",
  );
  let low = Math.min(...values);
  let high = Math.max(...values);
  const range = high - low || Math.abs(high) * 0.2 || 1;
  const floor = low - range * 1.2;
  const ceiling = high + range * 1.2;
  for (const line of [metric.alert_value, metric.norm_value, metric.target_value]) {
    if (line === null || line < floor || line > ceiling) continue;
    low = Math.min(low, line);
    high = Math.max(high, line);
  }
  const margin = (high - low || range) * 0.08;
  // A count or an amount that never fell below zero gets no empty cellar below it.
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

/** A day between two gaps is a dot: a line through it would have no length. */
const LONE_SIZE = 5;

/** The days of one curve; the others are gaps in it. A lone day gets its dot from the curve that it belongs to. */
function curve(days: Day[], drawn: (day: Day, index: number) => boolean, own: (day: Day) => boolean): object[] {
  return days.map((day, index) => ({
    value: [day.d, drawn(day, index) ? (day.point?.value ?? null) : null],
    symbol: day.lone && own(day) ? "circle" : "none",
  }));
}

/** Computed later. That curve also takes in the first day that was shown, so that it does not break between them. */
function isLater(day: Day | undefined): boolean {
  return day?.point?.origin === "backfill";
}

function isSeen(day: Day): boolean {
  return day.point?.origin === "observed";
}

/** Lines only where there is no room for words. */
function marks({ metric, points, colors }: ChartWish, plot: Plot): object[] {
  return [...limitLines(metric, colors, plot), ...notes(points, colors, plot)];
}

function dayTime(point: HistoryPoint | undefined): number {
  return Date.parse(point?.d ?? "");
}

/** None without lines: of a single piece without an end the chart library makes an error. */
function recolouring(metric: BoardMetric, colors: ChartColors): object[] {
  if (metric.norm_value === null && metric.alert_value === null) return [];
  return [{ show: false, type: "piecewise", dimension: 1, seriesIndex: [0, 1], pieces: pieces(metric, colors) }];
}

function pieces({ direction, norm_value, alert_value }: BoardMetric, colors: ChartColors) {
  const worse = (line: number, color: string, until: number | null) =>
    direction === "down"
      ? { gt: line, ...(until === null ? {} : { lte: until }), color }
      : { lt: line, ...(until === null ? {} : { gte: until }), color };
  const found: object[] = [];
  if (alert_value !== null) found.push(worse(alert_value, colors.redText, null));
  if (norm_value !== null) found.push(worse(norm_value, colors.amber, alert_value));
  const first = norm_value ?? alert_value ?? 0;
  const calm = direction === "down" ? { lte: first } : { gte: first };
  return [...found, { ...calm, color: colors.ink }];
}

function areas({ typical, direction, alert_value }: BoardMetric, colors: ChartColors, [low, high]: [number, number]) {
  const found: object[] = [];
  if (alert_value !== null && alert_value > low && alert_value < high) {
    const outer = direction === "down" ? high : low;
    found.push([
      { yAxis: alert_value, itemStyle: { color: colors.red, opacity: colors.dangerZone } },
      { yAxis: outer },
    ]);
  }
  if (typical) {
    const { mean, stddev } = typical;
    found.push([{ yAxis: mean - stddev, itemStyle: { color: colors.band, opacity: 0.85 } }, { yAxis: mean + stddev }]);
  }
  return found;
}

function lastPoint(metric: BoardMetric, points: HistoryPoint[], colors: ChartColors): object {
  const last = points.at(-1);
  const color = metric.status === "red" ? colors.redText : metric.status === "amber" ? colors.amber : colors.ink;
  return {
    type: "scatter",
    data: last ? [[last.d, last.value]] : [],
    symbolSize: 11,
    silent: true,
    tooltip: { show: false },
    itemStyle: { color, borderColor: colors.surface, borderWidth: 2.5 },
    z: 5,
  };
}
