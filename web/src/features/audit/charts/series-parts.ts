import { fullLabel, kindOf, type LabelAxis } from "./label-words";
import { exactText, styleOf, wholeText } from "./number-words";
import type { Series } from "./payloads";
import type { Canvas, LegendEntry, NumberRows } from "./renderer";
import { slotColor } from "./series-slots";
import type { TipRow } from "./tip";

/** What charts of several series share. */

interface SeriesPayload {
  unit: string;
  labels: string[];
  series: Series[];
}

export function seriesRows({ unit, labels, series }: SeriesPayload, locale: string): NumberRows {
  const kind = kindOf(labels);
  const style = styleOf(unit, locale);
  return {
    head: [
      { text: kind === "texts" ? "Label" : kind === "days" ? "Day" : "Month", isNumber: false },
      ...series.map(({ name }) => ({ text: name, isNumber: true })),
    ],
    rows: labels.map((label, at) => [
      fullLabel(label, kind),
      ...series.map(({ values }) => exactText(values[at], style)),
    ]),
  };
}

/** `3 series over 12 months, Jan 2026 to Dec 2026: Cards last €12 400, …` */
export function seriesSentence({ unit, labels, series }: SeriesPayload, locale: string): string {
  const kind = kindOf(labels);
  const style = styleOf(unit, locale);
  const from = fullLabel(labels[0] ?? "", kind);
  const to = fullLabel(labels.at(-1) ?? "", kind);
  const last = series.slice(0, 6).map(({ name, values }) => {
    const value = values.findLast((each) => each !== null);
    return `${name} ${wholeText(value, style)}`;
  });
  const more = series.length > 6 ? `, and ${series.length - 6} more` : "";
  return `${series.length === 1 ? "One series" : `${series.length} series`} from ${from} to ${to}. At the end: ${last.join(", ")}${more}.`;
}

export function hasNoValue({ series }: { series: Series[] }): boolean {
  return series.every(({ values }) => values.every((value) => value === null));
}

export function shownSeries({ series }: { series: Series[] }, { hidden }: Canvas): Series[] {
  return series.filter(({ name }) => !hidden.has(name));
}

/** One series needs no legend: the title names it. */
export function seriesLegend(series: Series[], canvas: Canvas, mark: LegendEntry["mark"]): LegendEntry[] {
  if (series.length < 2) return [];
  return series.map(({ name }) => ({ name, mark, color: seriesColor(name, series, canvas), isSeries: true }));
}

export function seriesColor(name: string, series: Series[], { colors, slots }: Canvas): string {
  if (series.length === 1) return colors.hues[0] ?? colors.ink;
  return slotColor(slots.get(name) ?? 0, colors);
}

/** The axis of labels as ECharts takes it: by place, because two labels may be alike. */
export function categoryAxis(axis: LabelAxis, count: number, { colors }: Canvas, isGapless = false): object {
  return {
    type: "category",
    boundaryGap: !isGapless,
    data: Array.from({ length: count }, (_, at) => at),
    axisLine: { lineStyle: { color: colors.lineStrong } },
    axisTick: {
      show: isGapless,
      interval: (at: number) => axis.shown.has(at),
      lineStyle: { color: colors.lineStrong },
    },
    axisLabel: {
      color: colors.text3,
      fontSize: 13,
      lineHeight: 17,
      interval: (at: number) => axis.shown.has(at),
      formatter: (at: string) => axis.shown.get(Number(at)) ?? "",
      rich: { year: { color: colors.text2, fontSize: 12.5, fontWeight: 600, lineHeight: 16 } },
    },
  };
}

/** Room below the picture for so many lines of labels. */
export function footRoom({ lines }: LabelAxis): number {
  return 14 + lines * 17;
}

/** The largest first where there are many: what matters is on top. */
export function tipRows(
  series: Series[],
  at: number,
  text: (value: number) => string,
  canvas: Canvas,
  all: Series[],
): TipRow[] {
  const rows = series.map(({ name, values }) => ({ name, value: values[at] ?? null }));
  const sorted =
    rows.length > 8 ? rows.toSorted((one, other) => (other.value ?? -Infinity) - (one.value ?? -Infinity)) : rows;
  return sorted.map(({ name, value }) => ({
    name: all.length === 1 && name === "" ? "value" : name,
    value: value === null ? "\u2013" : text(value),
    color: seriesColor(name, all, canvas),
  }));
}
