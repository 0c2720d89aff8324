import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { nameWidth } from "@/lib/fit-name";
import type { NumberStyle } from "@/lib/number-text";
import { boxSeries } from "../boxes";
import type { Colors } from "../colors";
import { cutText } from "../label-words";
import { limitLook, limitText } from "../limit-lines";
import { exactText, shareText, shortText, styleOf, wholeText } from "../number-words";
import type { Histogram } from "../payloads";
import { Plot } from "../plot";
import { type Canvas, type Drawing, NARROW, type PictureProps, type Renderer } from "../renderer";
import { useSeriesSlots } from "../use-series-slots";
import { valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([CustomChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

type Bin = Histogram["bins"][number];

export const renderer: Renderer<Histogram> = {
  isReadable: false,
  isEmpty: ({ bins }) => bins.every(({ count }) => count === 0),
  sentence: ({ bins, unit }, locale) => {
    const most = bins.reduce((best, bin) => (bin.count > best.count ? bin : best));
    return `${bins.length} ranges; most lie at ${rangeText(most, styleOf(unit, locale))}.`;
  },
  rows: ({ bins, unit, count_unit }, locale) => ({
    head: [
      { text: "Range", isNumber: false },
      { text: "How many", isNumber: true },
    ],
    rows: bins.map((bin) => [rangeText(bin, styleOf(unit, locale)), exactText(bin.count, styleOf(count_unit, locale))]),
  }),
  Picture: HistogramPicture,
};

const height = (width: number) => (width < NARROW ? 280 : 330);

function HistogramPicture({ payload, title, locale }: PictureProps<Histogram>) {
  const draw = useCallback((canvas: Canvas) => histogramDrawing(payload, canvas), [payload]);
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} height={height} title={title} locale={locale} slots={slots} />;
}

/** `€0 to €100`, `below €0`, `€100 and more` */
export function rangeText({ low, high }: Bin, style: NumberStyle): string {
  if (low === null && high === null) return "any";
  if (low === null) return `below ${shortText(high ?? 0, style)}`;
  return high === null ? `${shortText(low, style)} and more` : `${shortText(low, style)} to ${shortText(high, style)}`;
}

/** Where a value lies along bins of one width each; null outside of them all. */
export function placeIn(bins: readonly Bin[], value: number): number | null {
  const at = bins.findIndex(({ low, high }) => (low === null || value >= low) && (high === null || value < high));
  const bin = bins[at];
  if (!bin) return bins.length > 0 && value === bins.at(-1)?.high ? bins.length : null;
  if (bin.low === null || bin.high === null) return at + 0.5;
  return at + (value - bin.low) / (bin.high - bin.low || 1);
}

export function histogramDrawing(payload: Histogram, canvas: Canvas): Drawing {
  const { bins, unit, count_unit, marks } = payload;
  const { colors, locale, width } = canvas;
  const style = styleOf(unit, locale);
  const counts = styleOf(count_unit, locale);
  const axis = valueAxis(
    bins.map(({ count }) => count),
    counts,
    { fromZero: true },
  );
  const left = scaleWidth(axis);
  const whole = bins.reduce((sum, { count }) => sum + count, 0);
  const lanes = markLanes(marks, bins, { room: width - left - 16, style });
  return {
    finds: "item",
    option: {
      grid: {
        left,
        right: 16,
        top: 14 + 18 * Math.max(0, ...lanes.map(({ lane }) => lane + 1)),
        bottom: 32,
        outerBoundsMode: "none",
      },
      xAxis: edgeAxis(bins, style, width - left - 16, colors),
      yAxis: valueScale(axis, colors),
      series: [
        boxSeries(
          bins.map(({ count }, at) => ({
            from: at,
            to: at + 1,
            low: 0,
            high: count,
            color: colors.hues[0] ?? colors.ink,
          })),
        ),
        { type: "line", data: [], silent: true, markLine: markLines(lanes, colors) },
      ],
    },
    stops: bins.map((bin, at) => ({
      series: 0,
      at,
      tip: {
        title: rangeText(bin, style),
        rows: [
          { name: "how many", value: wholeText(bin.count, counts) },
          { name: "of all", value: shareText(whole ? bin.count / whole : null, locale) },
        ],
      },
    })),
  };
}

/** Edges stand between bars; each that has room. */
function edgeAxis(bins: readonly Bin[], style: NumberStyle, room: number, colors: Colors): object {
  const edges = [...bins.map(({ low }) => low), bins.at(-1)?.high ?? null];
  const texts = edges.map((edge) => (edge === null ? "" : shortText(edge, style)));
  const widest = Math.max(8, ...texts.map((text) => nameWidth(text, 13))) + 12;
  const step = Math.max(1, Math.ceil((widest * bins.length) / room));
  return {
    type: "value",
    min: 0,
    max: bins.length,
    interval: 1,
    axisLine: { lineStyle: { color: colors.lineStrong } },
    axisTick: { lineStyle: { color: colors.lineStrong } },
    splitLine: { show: false },
    axisLabel: {
      color: colors.text3,
      fontSize: 13,
      formatter: (at: number) => (at % step === 0 ? (texts[at] ?? "") : ""),
    },
  };
}

interface Lane {
  at: number;
  text: string;
  tone: Histogram["marks"][number]["tone"];
  /** Names that would lie on another stand a line higher. */
  lane: number;
  align: "left" | "right" | "center";
}

interface MarkFrame {
  room: number;
  style: NumberStyle;
}

export function markLanes(marks: Histogram["marks"], bins: readonly Bin[], { room, style }: MarkFrame): Lane[] {
  const ends: number[] = [];
  const placed = marks.flatMap((mark) => {
    const at = placeIn(bins, mark.value);
    return at === null ? [] : [{ at, text: cutText(limitText(mark, style), 220), tone: mark.tone ?? null }];
  });
  return placed
    .toSorted((one, other) => one.at - other.at)
    .map((mark) => {
      const x = (mark.at / Math.max(1, bins.length)) * room;
      const wide = nameWidth(mark.text, 13) + 10;
      const align = x < wide / 2 ? "left" : x > room - wide / 2 ? "right" : "center";
      const from = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
      const found = ends.findIndex((end) => end <= from);
      const lane = found < 0 ? ends.length : found;
      ends[lane] = from + wide;
      return { ...mark, lane, align } as const;
    });
}

function markLines(lanes: Lane[], colors: Colors): object {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    precision: 12,
    data: lanes.map(({ at, text, tone, lane, align }) => {
      const { line, letters, dash } = limitLook(tone, colors);
      return {
        xAxis: at,
        lineStyle: { color: line, width: 1.5, type: dash },
        label: {
          show: true,
          position: "end",
          rotate: 0,
          distance: 4 + lane * 18,
          align,
          formatter: text,
          color: letters,
          fontSize: 13,
          fontWeight: 560,
        },
      };
    }),
  };
}
