import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useCallback } from "react";
import { nameWidth } from "@/lib/fit-name";
import { boxSeries } from "../boxes";
import type { Colors } from "../colors";
import { fullLabel, kindOf, labelAxis } from "../label-words";
import { changeText, exactText, shortText, styleOf, wholeText } from "../number-words";
import type { Waterfall } from "../payloads";
import { Plot } from "../plot";
import type { Canvas, Drawing, LegendEntry, PictureProps, Renderer } from "../renderer";
import { footRoom } from "../series-parts";
import { useSeriesSlots } from "../use-series-slots";
import { valueAxis } from "../value-axis";
import { scaleWidth, valueScale } from "../value-scale";

use([CustomChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

type Step = Waterfall["steps"][number];

export interface StandingStep extends Step {
  from: number;
  to: number;
}

export const renderer: Renderer<Waterfall> = {
  isReadable: false,
  isEmpty: ({ steps }) => steps.length === 0,
  sentence: ({ steps, unit }, locale) => {
    const placed = standing(steps);
    const style = styleOf(unit, locale);
    return `${steps.length} steps from ${wholeText(placed[0]?.to, style)} to ${wholeText(placed.at(-1)?.to, style)}.`;
  },
  rows: ({ steps, unit }, locale) => ({
    head: [
      { text: "Step", isNumber: false },
      { text: "Change", isNumber: true },
      { text: "Comes to", isNumber: true },
    ],
    rows: standing(steps).map(({ label, role, value, to }) => [
      label,
      role === "total" ? "" : exactText(value, styleOf(unit, locale)),
      exactText(to, styleOf(unit, locale)),
    ]),
  }),
  Picture: WaterfallPicture,
};

const height = () => 340;

function WaterfallPicture({ payload, title, locale }: PictureProps<Waterfall>) {
  const draw = useCallback((canvas: Canvas) => waterfallDrawing(payload, canvas), [payload]);
  const legend = useCallback((canvas: Canvas) => waterfallLegend(payload, canvas), [payload]);
  const slots = useSeriesSlots(payload);
  const least = Math.min(payload.steps.length * 58, 1200);
  return <Plot draw={draw} legend={legend} height={height} least={least} title={title} locale={locale} slots={slots} />;
}

/** From where to where each step goes: a change from where the last one ended, a total from the ground. */
export function standing(steps: readonly Step[]): StandingStep[] {
  let at = 0;
  return steps.map((step) => {
    const from = step.role === "total" ? 0 : at;
    at = step.role === "total" ? step.value : at + step.value;
    return { ...step, from, to: at };
  });
}

function colorOf({ role, value }: Step, colors: Colors): string {
  if (role === "total") return colors.text3;
  return (value < 0 ? colors.hues[5] : colors.hues[0]) ?? colors.ink;
}

function waterfallLegend({ steps }: Waterfall, { colors }: Canvas): LegendEntry[] {
  const changes = steps.filter(({ role }) => role === "change");
  const entries: [string, string, boolean][] = [
    ["adds", colors.hues[0] ?? colors.ink, changes.some(({ value }) => value >= 0)],
    ["takes away", colors.hues[5] ?? colors.ink, changes.some(({ value }) => value < 0)],
    ["total", colors.text3, steps.some(({ role }) => role === "total")],
  ];
  return entries.flatMap(([name, color, isThere]) =>
    isThere ? [{ name, color, mark: "box" as const, isSeries: false }] : [],
  );
}

export function waterfallDrawing({ steps, unit }: Waterfall, canvas: Canvas): Drawing {
  const { colors, locale, width } = canvas;
  const style = styleOf(unit, locale);
  const placed = standing(steps);
  const axis = valueAxis(
    placed.flatMap(({ from, to }) => [from, to]),
    style,
    { fromZero: true },
  );
  const left = scaleWidth(axis);
  const labels = steps.map(({ label }) => label);
  const names = labelAxis(labels, width - left - 12);
  const kind = kindOf(labels);
  const slot = (width - left - 12) / Math.max(1, steps.length);
  const texts = placed.map(({ role, value }) =>
    role === "total" ? shortText(value, style) : signed(shortText(value, style), value),
  );
  const fits = texts.every((text) => nameWidth(text, 13) + 4 <= slot);
  return {
    finds: "item",
    option: {
      grid: { left, right: 12, top: 26, bottom: footRoom(names), outerBoundsMode: "none" },
      xAxis: {
        type: "value",
        min: -0.5,
        max: steps.length - 0.5,
        interval: 1,
        axisLine: { lineStyle: { color: colors.lineStrong } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: {
          color: colors.text2,
          fontSize: 13,
          lineHeight: 17,
          customValues: [...names.shown.keys()],
          formatter: (at: number) => names.shown.get(at) ?? "",
          rich: { year: { color: colors.text2, fontSize: 12.5, fontWeight: 600, lineHeight: 16 } },
        },
      },
      yAxis: valueScale(axis, colors),
      series: [
        boxSeries(
          placed.map((step, at) => ({
            from: at - 0.34,
            to: at + 0.34,
            low: Math.min(step.from, step.to),
            high: Math.max(step.from, step.to),
            color: colorOf(step, colors),
            ...(fits && { text: texts[at] ?? "" }),
          })),
          colors.text1,
        ),
        ...bridges(placed, colors),
      ],
    },
    stops: placed.map((step, at) => ({
      series: 0,
      at,
      tip: {
        title: fullLabel(step.label, kind),
        rows: [
          ...(step.role === "total" ? [] : [{ name: "change", value: changeText(step.value, style) }]),
          { name: step.role === "total" ? "total" : "comes to", value: wholeText(step.to, style) },
        ],
      },
    })),
  };
}

function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text;
}

/** From the end of each step to the next one. */
function bridges(placed: StandingStep[], colors: Colors): object[] {
  return placed.slice(0, -1).map(({ to }, at) => ({
    type: "line",
    symbol: "none",
    silent: true,
    data: [
      [at + 0.34, to],
      [at + 0.66, to],
    ],
    lineStyle: { color: colors.text3, width: 1, type: "solid" },
  }));
}
