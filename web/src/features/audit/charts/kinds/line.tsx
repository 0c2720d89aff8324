import { LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import type { NumberStyle } from "@/lib/number-text";
import { labelAxis } from "../label-words";
import { limitLabels, limitLines, limitsWidth } from "../limit-lines";
import { exactText, styleOf, wholeText } from "../number-words";
import type { Line, Series } from "../payloads";
import { Plot } from "../plot";
import {
  type Canvas,
  type Drawing,
  type LegendEntry,
  NARROW,
  type NumberRows,
  type PictureProps,
  type Renderer,
} from "../renderer";
import {
  categoryAxis,
  footRoom,
  hasNoValue,
  seriesColor,
  seriesLegend,
  seriesRows,
  seriesSentence,
  shownSeries,
  tipRows,
} from "../series-parts";
import { slotDash } from "../series-slots";
import { useSeriesSlots } from "../use-series-slots";
import { valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer]);

export const renderer: Renderer<Line> = {
  isReadable: false,
  isEmpty: hasNoValue,
  sentence: (payload, locale) => {
    const limits = payload.limits.map(
      ({ name, value }) => `${name} ${wholeText(value, styleOf(payload.unit, locale))}`,
    );
    return seriesSentence(payload, locale) + (limits.length > 0 ? ` Lines at ${limits.join(", ")}.` : "");
  },
  rows: lineRows,
  Picture: LinePicture,
};

const height = (width: number) => (width < NARROW ? 280 : 340);

function LinePicture({ payload, title, locale }: PictureProps<Line>) {
  const draw = useCallback((canvas: Canvas) => lineDrawing(payload, canvas), [payload]);
  const legend = useCallback((canvas: Canvas) => lineLegend(payload, canvas), [payload]);
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} legend={legend} height={height} title={title} locale={locale} slots={slots} />;
}

function lineRows(payload: Line, locale: string): NumberRows {
  const table = seriesRows(payload, locale);
  const { band, unit } = payload;
  if (!band) return table;
  const style = styleOf(unit, locale);
  return {
    head: [...table.head, ...["from", "to"].map((edge) => ({ text: `${band.name} ${edge}`, isNumber: true }))],
    rows: table.rows.map((row, at) => [...row, exactText(band.low[at], style), exactText(band.high[at], style)]),
  };
}

function lineLegend({ series, band }: Line, canvas: Canvas): LegendEntry[] {
  const entries = seriesLegend(series, canvas, "line");
  return band ? [...entries, { name: band.name, color: canvas.colors.band, mark: "band", isSeries: false }] : entries;
}

export function lineDrawing(payload: Line, canvas: Canvas): Drawing {
  const { colors, width, height: tall, locale } = canvas;
  const style = styleOf(payload.unit, locale);
  const shown = shownSeries(payload, canvas);
  const axis = valueAxis(lineValues(payload, shown), style, { fromZero: false });
  const isNarrow = width < NARROW;
  const left = scaleWidth(axis);
  const right = isNarrow ? 14 : Math.max(18, limitsWidth(payload.limits, style));
  const names = labelAxis(payload.labels, width - left - right);
  const frame = { top: 14, bottom: footRoom(names), height: tall };
  return {
    finds: "x",
    option: {
      grid: { left, right, top: frame.top, bottom: frame.bottom, outerBoundsMode: "none" },
      xAxis: categoryAxis(names, payload.labels.length, canvas, payload.labels.length > 1),
      yAxis: valueScale(axis, colors),
      series: [
        ...bandSeries(payload, colors.band),
        ...shown.map((one) => curve(one, payload, canvas)),
        {
          type: "line",
          data: [],
          silent: true,
          markLine: {
            silent: true,
            symbol: "none",
            animation: false,
            // Otherwise a line at 4.5 % would be drawn at 4 or 5.
            precision: 12,
            data: limitLines(limitLabels(payload.limits, axis, frame, style), colors, isNarrow),
          },
        },
      ],
    },
    stops: payload.labels.map((_, at) => ({
      series: 0,
      at,
      // Thousands of boxes would be written for the one that is read.
      get tip() {
        const rows = tipRows(shown, at, (value) => wholeText(value, style), canvas, payload.series);
        return { title: names.full(at), rows: [...rows, ...bandRow(payload, at, style, colors.lineStrong)] };
      },
    })),
  };
}

function* lineValues({ band, limits, series }: Line, shown: Series[]): Generator<number | null> {
  for (const { values } of shown) yield* values;
  if (band) yield* band.low;
  if (band) yield* band.high;
  const [low, high] = reach(series);
  // A line that lies far off would flatten the curves to nothing; it is named in the sentence.
  for (const { value } of limits) if (value >= low && value <= high) yield value;
}

/** How far from the curves a line across them is still shown. */
function reach(series: Series[]): [number, number] {
  const known = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const air = Math.max((high - low) * 3, Math.abs(high) * 0.75);
  return air > 0 ? [low - air, high + air] : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

/** The upper edge stands on the lower one. */
function bandSeries({ band }: Line, color: string): object[] {
  if (!band) return [];
  const still = {
    type: "line",
    symbol: "none",
    silent: true,
    stack: "band",
    stackStrategy: "all",
    lineStyle: { opacity: 0 },
    z: 0,
    tooltip: { show: false },
  };
  const height = band.low.map((low, at) => {
    const high = band.high[at] ?? null;
    return low === null || high === null ? null : high - low;
  });
  return [
    { ...still, data: band.low },
    { ...still, data: height, areaStyle: { color, opacity: 1 } },
  ];
}

function bandRow({ band }: Line, at: number, style: NumberStyle, color: string) {
  const [low, high] = [band?.low[at] ?? null, band?.high[at] ?? null];
  if (!band || low === null || high === null) return [];
  return [{ name: band.name, value: `${wholeText(low, style)} to ${wholeText(high, style)}`, color }];
}

/** One curve alone has the ink of a metric's page. */
function curve({ name, values }: Series, payload: Line, canvas: Canvas): object {
  const isAlone = payload.series.length === 1;
  const color = isAlone ? canvas.colors.ink : seriesColor(name, payload.series, canvas);
  const dots = values.length <= 14;
  return {
    type: "line",
    name,
    data: values.map((value, at) => (isLone(values, at) || dots ? value : { value, symbol: "none" })),
    symbol: "circle",
    symbolSize: 6,
    showAllSymbol: true,
    color,
    lineStyle: {
      width: values.length > 400 ? 1.6 : 2.3,
      color,
      type: isAlone ? "solid" : slotDash(canvas.slots.get(name) ?? 0),
      join: "round",
      cap: "round",
    },
    emphasis: { disabled: true },
    z: 3,
  };
}

/** A value between two gaps is a dot: a line through it would have no length. */
function isLone(values: (number | null)[], at: number): boolean {
  return values[at] !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
}
