import type { EChartsCoreOption } from "echarts/core";
import type { BoardMetric, HistoryPoint } from "@/api/board";
import { type NumberStyle, numberText } from "@/lib/number-text";
import type { ChartColors } from "./chart-colors";

interface ChartWish {
  metric: BoardMetric;
  points: HistoryPoint[];
  style: NumberStyle;
  colors: ChartColors;
  narrow: boolean;
  tooltip: (point: HistoryPoint) => HTMLElement;
}

/** What the chart library draws: the curve recoloured beyond its lines, the lines named at the right edge, the typical band. */
export function chartOption(wish: ChartWish): EChartsCoreOption {
  const { metric, points, style, colors, narrow } = wish;
  const [low, high] = verticalRange(metric, points);
  const later = joined(points);
  const seen = points.map((point) => [point.d, point.origin === "observed" ? point.value : null]);
  return {
    animation: false,
    grid: { top: 18, left: narrow ? 46 : 62, right: narrow ? 12 : 106, bottom: 30 },
    xAxis: {
      type: "time",
      ...daysShown(points),
      axisLine: { show: false },
      axisTick: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.text3, fontSize: 13, hideOverlap: true, fontFamily: "Inter" },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: low,
      max: high,
      axisLabel: {
        color: colors.text3,
        fontSize: 13,
        fontFamily: "Inter",
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => numberText(value, { ...style, decimals: null }),
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
        const point = points[found[0]?.dataIndex ?? 0];
        return point ? wish.tooltip(point) : "";
      },
    },
    visualMap: { show: false, type: "piecewise", dimension: 1, seriesIndex: [0, 1], pieces: pieces(metric, colors) },
    series: [
      {
        type: "line",
        name: "computed later",
        data: later,
        showSymbol: false,
        lineStyle: { width: 2.4, opacity: 0.66 },
        markArea: { silent: true, data: areas(metric, colors, [low, high]) },
        markLine: { silent: true, symbol: "none", data: lines(wish, low, high) },
      },
      { type: "line", name: "as shown", data: seen, showSymbol: false, lineStyle: { width: 2.6 } },
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

/** Days computed later, with the first shown one so that the curve does not break between them. */
function joined(points: HistoryPoint[]): [string, number | null][] {
  return points.map((point, index) => {
    const beside = points[index - 1]?.origin === "backfill" || points[index + 1]?.origin === "backfill";
    return [point.d, point.origin === "backfill" || beside ? point.value : null];
  });
}

function pieces({ direction, norm_value, alert_value }: BoardMetric, colors: ChartColors) {
  const worse = (line: number, color: string, until: number | null) =>
    direction === "down"
      ? { gt: line, ...(until === null ? {} : { lte: until }), color }
      : { lt: line, ...(until === null ? {} : { gte: until }), color };
  const found: object[] = [];
  if (alert_value !== null) found.push(worse(alert_value, colors.redText, null));
  if (norm_value !== null) found.push(worse(norm_value, colors.amber, alert_value));
  const first = norm_value ?? alert_value;
  const calm =
    first === null ? { gte: Number.NEGATIVE_INFINITY } : direction === "down" ? { lte: first } : { gte: first };
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

function lines({ metric, points, colors, narrow }: ChartWish, low: number, high: number): object[] {
  const text = (line: string | null) => (line ?? "").replace(/^(max|min)\s+/, "");
  const drawn = [
    {
      name: "red",
      value: metric.alert_value,
      label: text(metric.display.alert),
      color: colors.red,
      textColor: colors.redText,
    },
    {
      name: "amber",
      value: metric.norm_value,
      label: text(metric.display.norm),
      color: colors.amber,
      textColor: colors.amberText,
    },
    {
      name: "target",
      value: metric.target_value,
      label: text(metric.display.target),
      color: colors.accent,
      textColor: colors.accent,
      dashed: true,
    },
  ].filter((line) => line.value !== null && line.value >= low && line.value <= high);
  const labelled = drawn.map((line) => ({
    yAxis: line.value,
    lineStyle: { color: line.color, width: 1.5, type: line.dashed ? "dashed" : "solid" },
    label: {
      position: narrow ? "insideEndTop" : "end",
      formatter: `${line.name} ${line.label}`,
      color: line.textColor,
      fontSize: 13,
      fontWeight: 600,
      fontFamily: "Inter",
    },
  }));
  return [...labelled, ...firstShown(points, colors), ...definitionChanges(points, colors)];
}

/** Where the past that was computed later ends, and what the wall showed begins. */
function firstShown(points: HistoryPoint[], colors: ChartColors): object[] {
  const index = points.findIndex((point) => point.origin === "observed");
  if (index <= 0) return [];
  const late = index > points.length / 2;
  return [note(points[index]?.d ?? "", late ? "shown from here  " : "  shown from here", late, colors)];
}

/** A new definition is a new number under an old name: the curve may not be compared across it. */
function definitionChanges(points: HistoryPoint[], colors: ChartColors): object[] {
  return points
    .filter((point, index) => index > 0 && points[index - 1]?.definition_hash !== point.definition_hash)
    .map((point) => note(point.d, "  definition changed", false, colors));
}

/** An upright dotted line with its words beside its upper end. */
function note(day: string, formatter: string, leftwards: boolean, colors: ChartColors): object {
  return {
    xAxis: day,
    lineStyle: { color: colors.text3, width: 1, type: "dotted" },
    label: {
      position: "end",
      rotate: 0,
      align: leftwards ? "right" : "left",
      verticalAlign: "top",
      distance: 2,
      formatter,
      color: colors.text2,
      fontSize: 13,
      fontFamily: "Inter",
    },
  };
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
