/** Where values and days come to lie, in pixels: words are placed by it, because the chart library lets them overprint each other. */
export interface Plot {
  grid: { top: number; left: number; right: number; bottom: number };
  left: number;
  right: number;
  low: number;
  high: number;
  narrow: boolean;
  x(day: string): number;
  y(value: number): number;
}

const NARROW = 620;
const LABELS = 106;
/** Beyond this the words take more from the curve than they say. */
const WIDEST_LABELS = 240;

interface Range {
  low: number;
  high: number;
  first: number;
  last: number;
}

interface Size {
  width: number;
  height: number;
  /** What the names of the lines need right of the chart. */
  labels: number;
}

export function plotOf({ width, height, labels }: Size, { low, high, first, last }: Range): Plot {
  const narrow = width < NARROW;
  const outside = Math.min(WIDEST_LABELS, Math.max(LABELS, labels));
  const grid = { top: 18, left: narrow ? 46 : 62, right: narrow ? 12 : outside, bottom: 30 };
  const [left, right] = [grid.left, width - grid.right];
  const across = (right - left) / (last - first || 1);
  const up = (height - grid.top - grid.bottom) / (high - low || 1);
  return {
    grid,
    left,
    right,
    low,
    high,
    narrow,
    x: (day) => left + (Date.parse(day) - first) * across,
    y: (value) => grid.top + (high - value) * up,
  };
}
