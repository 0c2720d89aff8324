import { exactText, shareText, styleOf, wholeText } from "./number-words";
import type { Series } from "./payloads";
import type { Canvas, Stop } from "./renderer";
import { seriesColor } from "./series-parts";
import { sumAt } from "./shares";

interface StackPayload {
  unit: string;
  share: boolean;
  series: Series[];
}

/** What a stack says: its parts from the top down as they are drawn, and what they come to. */
export function stackStops(
  payload: StackPayload,
  shown: Series[],
  full: (at: number) => string,
  canvas: Canvas,
): Stop[] {
  const { unit, share, series } = payload;
  const style = styleOf(unit, canvas.locale);
  return (shown[0]?.values ?? []).map((_, at) => {
    const whole = shown.reduce((sum, { values }) => sum + Math.abs(values[at] ?? 0), 0);
    const parts = shown.map(({ name, values }) => ({ name, value: values[at] ?? null })).toReversed();
    const ranked = parts.length > 8 ? parts.toSorted((one, other) => size(other.value) - size(one.value)) : parts;
    const rows = ranked.map(({ name, value }) => ({
      name,
      value: told(value, whole, share, style, canvas.locale),
      color: seriesColor(name, series, canvas),
    }));
    const total = { name: "together", value: wholeText(sumAt(shown, at), style) };
    return { series: 0, at, tip: { title: full(at), rows: shown.length > 1 ? [total, ...rows] : rows } };
  });
}

function told(
  value: number | null,
  whole: number,
  share: boolean,
  style: Parameters<typeof wholeText>[1],
  locale: string,
) {
  if (!share || value === null || whole === 0) return wholeText(value, style);
  return `${shareText(value / whole, locale)} · ${style.unit === "count" ? exactText(value, style) : wholeText(value, style)}`;
}

function size(value: number | null): number {
  return Math.abs(value ?? 0);
}
