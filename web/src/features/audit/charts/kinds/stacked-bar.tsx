import { BarChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { nameWidth } from "@/lib/fit-name";
import { cutText, fullLabel, isCramped, kindOf, labelAxis, textsWidth } from "../label-words";
import { shortText, styleOf } from "../number-words";
import type { Series, StackedBar } from "../payloads";
import { Plot } from "../plot";
import type { Canvas, Drawing, PictureProps, Renderer } from "../renderer";
import {
  categoryAxis,
  footRoom,
  hasNoValue,
  seriesColor,
  seriesLegend,
  seriesRows,
  seriesSentence,
  shownSeries,
} from "../series-parts";
import { shared, stackEnds, sumAt } from "../shares";
import { stackStops } from "../stack-stops";
import { useSeriesSlots } from "../use-series-slots";
import { type ValueAxis, valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

const ROW = 36;
const HEIGHT = 340;

export const renderer: Renderer<StackedBar> = {
  isReadable: false,
  isEmpty: hasNoValue,
  sentence: seriesSentence,
  rows: seriesRows,
  Picture: StackedBarPicture,
};

function StackedBarPicture({ payload, title, locale }: PictureProps<StackedBar>) {
  const draw = useCallback((canvas: Canvas) => stackedBarDrawing(payload, canvas), [payload]);
  const legend = useCallback((canvas: Canvas) => seriesLegend(payload.series, canvas, "box"), [payload]);
  const height = useCallback(
    (width: number) => (isLying(payload, width) ? payload.labels.length * ROW + 34 : HEIGHT),
    [payload],
  );
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} legend={legend} height={height} title={title} locale={locale} slots={slots} />;
}

function isLying({ horizontal, labels }: StackedBar, width: number): boolean {
  return horizontal ? labels.length <= 200 : isCramped(labels, width - 60);
}

export function stackedBarDrawing(payload: StackedBar, canvas: Canvas): Drawing {
  const shown = shownSeries(payload, canvas);
  const drawn = payload.share ? shared(shown) : shown;
  const lying = isLying(payload, canvas.width);
  const style = styleOf(payload.share ? "ratio" : payload.unit, canvas.locale);
  const axis = valueAxis(payload.share ? shareEnds(drawn) : stackEnds(drawn), style, {
    fromZero: true,
    ticks: lying ? Math.max(2, Math.min(5, Math.floor((canvas.width * 0.6) / 90))) : 5,
  });
  const kind = kindOf(payload.labels);
  const full = (at: number) => fullLabel(payload.labels[at] ?? "", kind);
  const layout = { axis, drawn, shown };
  return {
    finds: lying ? "y" : "x",
    option: lying ? lyingOption(payload, layout, canvas) : standingOption(payload, layout, canvas),
    stops: stackStops(payload, shown, full, canvas),
  };
}

/** Shares fill the picture to its edge. */
function shareEnds(series: Series[]): number[] {
  return stackEnds(series).some((end) => end < 0) ? [-1, 1] : [0, 1];
}

interface Layout {
  axis: ValueAxis;
  drawn: Series[];
  shown: Series[];
}

function standingOption(payload: StackedBar, { axis, drawn, shown }: Layout, canvas: Canvas) {
  const left = scaleWidth(axis);
  const room = canvas.width - left - 12;
  const names = labelAxis(payload.labels, room);
  const slot = room / Math.max(1, payload.labels.length);
  return {
    grid: { left, right: 12, top: 24, bottom: footRoom(names), outerBoundsMode: "none" },
    xAxis: categoryAxis(names, payload.labels.length, canvas),
    yAxis: valueScale(axis, canvas.colors),
    series: [
      ...stacks(drawn, payload, canvas, Math.min(56, slot * (payload.labels.length > 80 ? 0.9 : 0.68))),
      ...sums(payload, shown, canvas, slot),
    ],
  };
}

function lyingOption(payload: StackedBar, { axis, drawn }: Layout, canvas: Canvas) {
  const { colors, width } = canvas;
  const kind = kindOf(payload.labels);
  const names = payload.labels.map((label) => fullLabel(label, kind));
  const left = textsWidth(names, width) + 12;
  return {
    grid: { left, right: 26, top: 2, bottom: 30, outerBoundsMode: "none" },
    yAxis: {
      ...categoryAxis(labelAxis([], 0), payload.labels.length, canvas),
      inverse: true,
      axisLine: { onZero: false, show: false },
      axisLabel: {
        color: colors.text2,
        fontSize: 13,
        interval: 0,
        formatter: (at: string) => cutText(names[Number(at)] ?? "", left - 16),
      },
    },
    xAxis: valueScale(axis, colors),
    series: stacks(drawn, payload, canvas, 20),
  };
}

/** Parts are parted by the ground: neighbours of like lightness stay two. */
function stacks(drawn: Series[], payload: StackedBar, canvas: Canvas, thick: number): object[] {
  const border = thick > 8 ? 1 : 0;
  return drawn.map(({ name, values }) => ({
    type: "bar",
    name,
    stack: "all",
    barWidth: thick,
    data: values,
    itemStyle: {
      color: seriesColor(name, payload.series, canvas),
      borderColor: canvas.colors.surface,
      borderWidth: border,
    },
    emphasis: { disabled: true },
  }));
}

/** What a bar comes to, above it, where no part of any goes below zero and there is room. */
function sums(payload: StackedBar, shown: Series[], { locale, colors }: Canvas, slot: number): object[] {
  if (payload.share || shown.length === 0 || shown.some(({ values }) => values.some((value) => (value ?? 0) < 0)))
    return [];
  const style = styleOf(payload.unit, locale);
  const totals = payload.labels.map((_, at) => sumAt(shown, at));
  const texts = totals.map((total) => shortText(total, style));
  if (texts.some((text) => nameWidth(text, 13) + 6 > slot)) return [];
  return [
    {
      type: "bar",
      stack: "all",
      silent: true,
      data: totals.map((_, at) => ({ value: 0, label: { formatter: texts[at] } })),
      label: { show: true, position: "top", color: colors.text1, fontSize: 13, fontWeight: 560 },
    },
  ];
}
