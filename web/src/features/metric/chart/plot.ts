import { timeOf } from "./curve";
import type { Span } from "./view";

/** Where values and days come to lie, in pixels: words and pointers are placed by it. */
export interface Plot {
  grid: { top: number; left: number; right: number; bottom: number };
  /** Of the drawn part, from its left and right edge. */
  left: number;
  right: number;
  low: number;
  high: number;
  /** Milliseconds at both edges. */
  first: number;
  last: number;
  narrow: boolean;
  x(day: string): number;
  y(value: number): number;
}

const NARROW = 620;
const LABELS = 106;
/** Beyond this the words take more from the curve than they say. */
const WIDEST_LABELS = 240;
const TOP = 18;
/** Above the curve, for the marks of what happened. */
const LANE = 24;
const DAY = 86_400_000;

interface Extent {
  low: number;
  high: number;
  span: Span;
}

interface Size {
  width: number;
  height: number;
  /** What the names of the lines need right of the chart. */
  labels: number;
  /** Whether anything happened that is marked above the curve. */
  lane: boolean;
}

export function plotOf({ width, height, labels, lane }: Size, { low, high, span }: Extent): Plot {
  const narrow = width < NARROW;
  const outside = Math.min(WIDEST_LABELS, Math.max(LABELS, labels));
  const grid = { top: lane ? TOP + LANE : TOP, left: narrow ? 46 : 62, right: narrow ? 12 : outside, bottom: 30 };
  const [left, right] = [grid.left, width - grid.right];
  // Half a day at both edges, so that no dot is cut; a little more where days are narrow.
  const air = Math.max(DAY / 2, (timeOf(span.to) - timeOf(span.from)) / 160);
  const [first, last] = [timeOf(span.from) - air, timeOf(span.to) + air];
  const across = (right - left) / (last - first);
  const up = (height - grid.top - grid.bottom) / (high - low || 1);
  return {
    grid,
    left,
    right,
    low,
    high,
    first,
    last,
    narrow,
    x: (day) => left + (timeOf(day) - first) * across,
    y: (value) => grid.top + (high - value) * up,
  };
}

/** The day under a place of the chart, within the span. */
export function dayAt(plot: Plot, x: number, span: Span): string {
  const share = Math.min(1, Math.max(0, (x - plot.left) / (plot.right - plot.left || 1)));
  const at = plot.first + share * (plot.last - plot.first);
  const day = new Date(Math.round(at / DAY) * DAY).toISOString().slice(0, 10);
  return day < span.from ? span.from : day > span.to ? span.to : day;
}
