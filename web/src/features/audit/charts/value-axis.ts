import { scaleLinear } from "d3-scale";
import { axisStep, type NumberStyle } from "@/lib/number-text";
import { shortText } from "./number-words";

/** The axis of the values: round numbers, told with as many digits as tell them apart. */
export interface ValueAxis {
  low: number;
  high: number;
  step: number;
  text(value: number): string;
}

interface Wish {
  /** Bars and areas stand on the ground; a line may float. */
  fromZero: boolean;
  ticks?: number;
}

export function valueAxis(values: Iterable<number | null | undefined>, style: NumberStyle, wish: Wish): ValueAxis {
  const [least, most] = extent(values, wish.fromZero);
  const count = wish.ticks ?? 5;
  const durations = axisStep(least, most, style);
  const found = durations ?? stepOf(least, most, count);
  // Nobody counts half a client.
  const step = style.unit === "count" ? Math.max(1, Math.ceil(found)) : found;
  const low = Math.floor(least / step + 1e-9) * step;
  const high = Math.ceil(most / step - 1e-9) * step;
  return { low: tidy(low), high: tidy(high), step, text: tickText(low, high, step, style) };
}

function stepOf(least: number, most: number, count: number): number {
  const [first, second] = scaleLinear([least, most], [0, 1]).nice(count).ticks(count);
  return second === undefined || first === undefined ? most - least || 1 : tidy(second - first);
}

function extent(values: Iterable<number | null | undefined>, fromZero: boolean): [number, number] {
  let [least, most] = fromZero ? [0, 0] : [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return [0, 1];
  // A flat line lies in the middle of something; all zero stands on the ground.
  if (least === most) return least === 0 ? [0, 1] : [Math.min(0, least * 1.25), Math.max(0, most * 1.25)];
  // Where zero is near anyway it is shown: nothing is exaggerated for nothing.
  if (least > 0 && least < (most - least) * 0.6) return [0, most];
  return [least, most];
}

/** Where three digits would write two ticks alike, the numbers are written in full. */
function tickText(low: number, high: number, step: number, style: NumberStyle): (value: number) => string {
  const count = Math.min(60, Math.round((high - low) / step));
  const texts = Array.from({ length: count + 1 }, (_, at) => shortText(tidy(low + at * step), style));
  if (new Set(texts).size === texts.length) return (value) => shortText(tidy(value), style);
  const decimals = Math.max(0, -Math.floor(Math.log10(step * (style.unit === "ratio" ? 100 : 1)) + 1e-9));
  return (value) => {
    const size = Math.abs(value) * (style.unit === "ratio" ? 100 : 1);
    const digits = size.toLocaleString("en", { maximumFractionDigits: decimals }).replaceAll(",", "\u2009");
    return `${value < 0 ? "\u2212" : ""}${style.prefix}${digits}${style.unit === "ratio" ? " %" : ""}`;
  };
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}
