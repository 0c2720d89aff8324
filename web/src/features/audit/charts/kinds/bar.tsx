import { BarChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { nameWidth } from "@/lib/fit-name";
import { cutText, fullLabel, isCramped, kindOf, labelAxis, textsWidth } from "../label-words";
import { exactText, shortText, styleOf, wholeText } from "../number-words";
import type { Bar } from "../payloads";
import { Plot } from "../plot";
import type { Canvas, Drawing, LegendEntry, PictureProps, Renderer, Stop } from "../renderer";
import { categoryAxis, footRoom } from "../series-parts";
import { toneColor } from "../tone-color";
import { useSeriesSlots } from "../use-series-slots";
import { valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([BarChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

const ROW = 34;
const HEIGHT = 320;
const THICKEST = 56;

export const renderer: Renderer<Bar> = {
  isReadable: false,
  isEmpty: ({ bars }) => bars.every(({ value }) => value === null),
  sentence: barSentence,
  rows: ({ bars, unit, target_label }, locale) => {
    const style = styleOf(unit, locale);
    const kind = kindOf(bars.map(({ label }) => label));
    const hasTarget = bars.some(({ target }) => target !== null && target !== undefined);
    return {
      head: [
        { text: kind === "texts" ? "Label" : kind === "days" ? "Day" : "Month", isNumber: false },
        { text: "Value", isNumber: true },
        ...(hasTarget ? [{ text: asHead(markName(target_label)), isNumber: true }] : []),
      ],
      rows: bars.map(({ label, value, target }) => [
        fullLabel(label, kind),
        exactText(value, style),
        ...(hasTarget ? [exactText(target, style)] : []),
      ]),
    };
  },
  Picture: BarPicture,
};

function BarPicture({ payload, title, locale }: PictureProps<Bar>) {
  const draw = useCallback((canvas: Canvas) => barDrawing(payload, canvas), [payload]);
  const legend = useCallback((canvas: Canvas) => barLegend(payload, canvas), [payload]);
  const height = useCallback(
    (width: number) => (isLying(payload, width) ? Math.max(60, payload.bars.length * ROW + 6) : HEIGHT),
    [payload],
  );
  const slots = useSeriesSlots(payload);
  return <Plot draw={draw} legend={legend} height={height} title={title} locale={locale} slots={slots} />;
}

/** As asked for, and where texts below standing bars would be cut to nothing. */
export function isLying({ bars, horizontal }: Bar, width: number): boolean {
  const labels = bars.map(({ label }) => label);
  return horizontal ? bars.length <= 200 : isCramped(labels, width - 60);
}

export function barDrawing(payload: Bar, canvas: Canvas): Drawing {
  const lying = isLying(payload, canvas.width);
  const option = lying ? lyingOption(payload, canvas) : standingOption(payload, canvas);
  return { option, stops: stops(payload, canvas.locale), finds: lying ? "y" : "x" };
}

function standingOption(payload: Bar, canvas: Canvas) {
  const values = payload.bars.flatMap(({ value, target }) => [value, target]);
  const axis = valueAxis(values, styleOf(payload.unit, canvas.locale), { fromZero: true });
  const labels = payload.bars.map(({ label }) => label);
  const left = scaleWidth(axis);
  const room = canvas.width - left - 12;
  const names = labelAxis(labels, room);
  const slot = room / Math.max(1, labels.length);
  return {
    grid: { left, right: 12, top: 24, bottom: footRoom(names), outerBoundsMode: "none" },
    xAxis: categoryAxis(names, labels.length, canvas),
    yAxis: valueScale(axis, canvas.colors),
    series: series(payload, canvas, { slot, lying: false, across: 0 }),
  };
}

/** Each bar tells its value, so no axis of values stands below; whole numbers at its ends would only take room. */
function lyingOption(payload: Bar, canvas: Canvas) {
  const { colors, width } = canvas;
  const labels = payload.bars.map(({ label }) => label);
  const kind = kindOf(labels);
  const names = labels.map((label) => fullLabel(label, kind));
  const left = textsWidth(names, width) + 12;
  const { low, high, across } = lyingExtent(payload, width - left, canvas.locale);
  return {
    grid: { left, right: 0, top: 2, bottom: 4, outerBoundsMode: "none" },
    yAxis: {
      ...categoryAxis(labelAxis([], 0), labels.length, canvas),
      inverse: true,
      // Names stand left of the picture, also where bars go below zero.
      axisLine: { onZero: false, show: false },
      axisLabel: {
        color: colors.text2,
        fontSize: 13,
        interval: 0,
        formatter: (at: string) => cutText(names[Number(at)] ?? "", left - 16),
      },
    },
    xAxis: { type: "value", min: low, max: high, show: false },
    series: series(payload, canvas, { slot: ROW, lying: true, across }),
  };
}

/** From the least to the most, with room for the numbers at both ends. */
export function lyingExtent({ bars, unit }: Bar, room: number, locale: string) {
  const style = styleOf(unit, locale);
  const values = bars.flatMap(({ value, target }) => [value ?? 0, target ?? 0]);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const told = (sign: number) =>
    Math.max(
      0,
      ...bars.map(({ value }) => ((value ?? 0) * sign > 0 ? nameWidth(shortText(value ?? 0, style), 13) + 18 : 0)),
    );
  const [before, after] = [told(-1), Math.max(told(1), 34)];
  const across = Math.max(40, room - before - after) / (most - least || 1);
  return { low: least - before / across, high: most + after / across, across };
}

interface Layout {
  /** Pixels that a bar and the space around it have. */
  slot: number;
  lying: boolean;
  /** Pixels of one unit of the value, where bars lie. */
  across: number;
}

function series(payload: Bar, { colors, locale }: Canvas, { slot, lying, across }: Layout): object[] {
  const { bars, unit } = payload;
  const thick = Math.max(1, Math.min(lying ? 18 : THICKEST, slot * (bars.length > 80 ? 0.9 : 0.66)));
  const style = styleOf(unit, locale);
  const texts = bars.map(({ value }) => (value === null ? "" : shortText(value, style)));
  const fits = lying || texts.every((text) => nameWidth(text, 13) + 8 <= slot);
  const radius = thick > 8 ? 3 : 0;
  return [
    {
      type: "bar",
      barWidth: thick,
      data: bars.map(({ value, tone }, at) => ({
        value,
        itemStyle: { color: toneColor(tone, colors), borderRadius: corners(value ?? 0, lying, radius) },
        label: {
          position: outside(value ?? 0, lying),
          formatter: texts[at] ?? "",
          distance: beyondTarget(bars[at], texts[at] ?? "", across),
        },
      })),
      label: { show: fits, color: colors.text1, fontSize: 13, fontWeight: 560 },
      emphasis: { disabled: true },
    },
    {
      type: "scatter",
      silent: true,
      symbol: "rect",
      symbolSize: lying ? [3, thick + 8] : [thick + 8, 3],
      itemStyle: { color: colors.text1 },
      data: bars.flatMap(({ target }, at) =>
        target === null || target === undefined ? [] : [lying ? [target, at] : [at, target]],
      ),
      z: 4,
    },
  ];
}

/** A number goes behind the mark of its target where it would lie on it. */
export function beyondTarget(bar: Bar["bars"][number] | undefined, text: string, across: number): number {
  const gap = ((bar?.target ?? 0) - (bar?.value ?? 0)) * across;
  const isInTheWay = bar?.target && (bar.value ?? 0) >= 0 && gap > -4 && gap < nameWidth(text, 13) + 10;
  return isInTheWay ? Math.max(0, gap) + 8 : 5;
}

function corners(value: number, lying: boolean, radius: number): number[] {
  if (lying) return value < 0 ? [radius, 0, 0, radius] : [0, radius, radius, 0];
  return value < 0 ? [0, 0, radius, radius] : [radius, radius, 0, 0];
}

function outside(value: number, lying: boolean): string {
  if (lying) return value < 0 ? "left" : "right";
  return value < 0 ? "bottom" : "top";
}

const TONES = { red: "red", amber: "amber", green: "normal" } as const;

function stops({ bars, unit, target_label }: Bar, locale: string): Stop[] {
  const style = styleOf(unit, locale);
  const kind = kindOf(bars.map(({ label }) => label));
  return bars.map(({ label, value, target, tone }, at) => ({
    series: 0,
    at,
    tip: {
      title: fullLabel(label, kind),
      rows: [
        { name: "value", value: wholeText(value, style) },
        ...(target === null || target === undefined
          ? []
          : [{ name: markName(target_label), value: wholeText(target, style) }]),
      ],
      ...(tone && { note: TONES[tone] }),
    },
  }));
}

function markName(label: Bar["target_label"]): string {
  return label ?? "target";
}

function asHead(label: string): string {
  return label.slice(0, 1).toUpperCase() + label.slice(1);
}

function barLegend({ bars, target_label }: Bar, { colors }: Canvas): LegendEntry[] {
  const hasTarget = bars.some(({ target }) => target !== null && target !== undefined);
  return hasTarget ? [{ name: markName(target_label), color: colors.text1, mark: "line", isSeries: false }] : [];
}

function barSentence({ bars, unit }: Bar, locale: string): string {
  const style = styleOf(unit, locale);
  const known = bars.filter(({ value }) => value !== null);
  const most = known.reduce(
    (best, bar) => ((bar.value ?? 0) > (best.value ?? 0) ? bar : best),
    known[0] ?? { label: "", value: 0 },
  );
  return `${bars.length} bars; the highest is ${most.label} with ${wholeText(most.value, style)}.`;
}
