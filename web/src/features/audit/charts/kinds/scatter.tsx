import { ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { exactText, shortText, styleOf, wholeText } from "../number-words";
import type { Scatter } from "../payloads";
import { Plot } from "../plot";
import { type Canvas, type Drawing, type LegendEntry, NARROW, type PictureProps, type Renderer } from "../renderer";
import { slotColor } from "../series-slots";
import type { Tip } from "../tip";
import { useSeriesSlots } from "../use-series-slots";
import { valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

type Point = Scatter["points"][number];
type Axis = Scatter["x"];

export const renderer: Renderer<Scatter> = {
  isReadable: false,
  isEmpty: ({ points }) => points.length === 0,
  sentence: ({ points, x, y }) => `${points.length} points: ${y.label} against ${x.label}.`,
  rows: ({ points, x, y }, locale) => ({
    head: [
      { text: "Label", isNumber: false },
      { text: "Group", isNumber: false },
      { text: x.label, isNumber: true },
      { text: y.label, isNumber: true },
    ],
    rows: points.map((point) => [
      point.label ?? "",
      point.group ?? "",
      exactText(point.x, styleOf(x.unit, locale)),
      exactText(point.y, styleOf(y.unit, locale)),
    ]),
  }),
  Picture: ScatterPicture,
};

const height = (width: number) => (width < NARROW ? 320 : 400);

function ScatterPicture({ payload, title, locale }: PictureProps<Scatter>) {
  const draw = useCallback((canvas: Canvas) => scatterDrawing(payload, canvas), [payload]);
  const legend = useCallback((canvas: Canvas) => scatterLegend(payload, canvas), [payload]);
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} legend={legend} height={height} title={title} locale={locale} slots={slots} />;
}

function groupsOf({ points }: Scatter): string[] {
  return [...new Set(points.map(({ group }) => group ?? ""))];
}

function groupColor(group: string, { slots, colors }: Canvas): string {
  return group ? slotColor(slots.get(group) ?? 0, colors) : (colors.hues[0] ?? colors.ink);
}

function scatterLegend(payload: Scatter, canvas: Canvas): LegendEntry[] {
  const groups = groupsOf(payload);
  if (groups.length < 2) return [];
  return groups.map((group) => ({
    name: group || "none",
    color: groupColor(group, canvas),
    mark: "box",
    isSeries: true,
  }));
}

/** Radius follows area: twice the size is twice the ink. */
export function radiusOf(size: number | null | undefined, largest: number, count: number): number {
  const least = count > 1000 ? 2.5 : 4;
  if (size === null || size === undefined || largest <= 0) return least;
  return Math.max(least, Math.sqrt(Math.max(0, size) / largest) * 16);
}

export function scatterDrawing(payload: Scatter, canvas: Canvas): Drawing {
  const { colors, locale, hidden, width } = canvas;
  const shown = payload.points.filter(({ group }) => !hidden.has(group || "none"));
  const largest = shown.reduce((most, { size }) => Math.max(most, size ?? 0), 0);
  const across = scaleOf(
    shown.map(({ x }) => x),
    payload.x,
    canvas,
    Math.max(2, Math.floor(width / 110)),
  );
  const up = scaleOf(
    shown.map(({ y }) => y),
    payload.y,
    canvas,
    5,
  );
  // The large ones lie below the small ones.
  const points = shown.toSorted((one, other) => (other.size ?? 0) - (one.size ?? 0));
  return {
    finds: "item",
    option: {
      grid: { left: up.room, right: 22, top: 34, bottom: 52, outerBoundsMode: "none" },
      xAxis: {
        ...across.scale,
        name: payload.x.label,
        nameLocation: "middle",
        nameGap: 32,
        nameTextStyle: { color: colors.text2, fontSize: 13, fontWeight: 560 },
        axisLine: { show: true, onZero: false, lineStyle: { color: colors.lineStrong } },
      },
      yAxis: {
        ...up.scale,
        name: payload.y.label,
        nameLocation: "end",
        nameGap: 14,
        nameTextStyle: {
          color: colors.text2,
          fontSize: 13,
          fontWeight: 560,
          align: "left",
          padding: [0, 0, 0, 8 - up.room],
        },
      },
      series: [
        {
          type: "scatter",
          data: points.map((point) => ({
            value: [point.x, point.y],
            symbolSize: 2 * radiusOf(point.size, largest, points.length),
            itemStyle: { color: groupColor(point.group ?? "", canvas) },
          })),
          itemStyle: {
            opacity: points.length > 400 ? 0.45 : 0.72,
            borderColor: colors.surface,
            borderWidth: points.length > 1000 ? 0 : 1,
          },
          emphasis: { disabled: true },
        },
      ],
    },
    stops: points.map((point, at) => ({
      series: 0,
      at,
      // Five thousand boxes would be written for the one that is read.
      get tip() {
        return pointTip(point, payload, locale);
      },
    })),
  };
}

interface Scale {
  scale: object;
  /** What its numbers need beside the picture. */
  room: number;
}

/** A logarithm has no place for zero and below: such an axis is drawn plain. */
function scaleOf(values: number[], { unit, log }: Axis, { colors, locale }: Canvas, ticks: number): Scale {
  const style = styleOf(unit, locale);
  const axis = valueAxis(values, style, { fromZero: false, ticks });
  if (!log || values.some((value) => value <= 0)) return { scale: valueScale(axis, colors), room: scaleWidth(axis) };
  const power = (turn: (value: number) => number, value: number) => 10 ** turn(Math.log10(value) || 0);
  const [least, most] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const scale = {
    ...valueScale(axis, colors),
    type: "log",
    logBase: 10,
    interval: undefined,
    min: power(Math.floor, least),
    max: power(Math.ceil, most),
    axisLabel: {
      color: colors.text3,
      fontSize: 13,
      hideOverlap: true,
      formatter: (value: number) => shortText(value, style),
    },
  };
  return { scale, room: 64 };
}

function pointTip({ x, y, label, group, size }: Point, payload: Scatter, locale: string): Tip {
  return {
    title: label ?? group ?? "",
    rows: [
      ...(label && group ? [{ name: "group", value: group }] : []),
      { name: payload.x.label, value: wholeText(x, styleOf(payload.x.unit, locale)) },
      { name: payload.y.label, value: wholeText(y, styleOf(payload.y.unit, locale)) },
      ...(size === null || size === undefined
        ? []
        : [{ name: "size", value: wholeText(size, styleOf("number", locale)) }]),
    ],
  };
}
