/** How much a number must shrink to fit its place, estimated from Inter's widths: measuring 200 tiles would cost a layout each. */

const WIDTHS: Record<string, number> = {
  ".": 0.27,
  ",": 0.27,
  ":": 0.27,
  " ": 0.24,
  "\u00a0": 0.24,
  "\u2009": 0.14,
  "\u202f": 0.14,
  "-": 0.42,
  "%": 0.9,
  "€": 0.66,
  m: 0.9,
  w: 0.85,
  M: 0.92,
  W: 1,
};
/** Tabular: a 1 is as wide as an 8. */
const DIGIT = 0.6;
const LETTER = 0.6;
const CAPITAL = 0.7;
/** Unit and currency sign are set at half size, with a small space. */
const HALF = 0.48;
const SMALLEST = 0.5;

export function textWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += WIDTHS[sign] ?? (/\d/.test(sign) ? DIGIT : /\p{Lu}/u.test(sign) ? CAPITAL : LETTER);
  return width;
}

/** Words are narrower than figures of as many signs: in wall units, for words of `size`. */
export function wordsWidth(text: string, size: number): number {
  return textWidth(text) * 0.79 * size;
}

interface Printed {
  prefix: string;
  value: string;
  unit: string;
}

/** Nothing on the wall is set smaller: a long unit keeps this size when its number shrinks. */
const LEAST_UNIT = 15.5;

/** A factor of 1 or less, to half at least, for a number of `size` units in `room` units. */
export function fitNumber({ prefix, value, unit }: Printed, size: number, room: number, smallest = SMALLEST): number {
  const spaces = (prefix ? 0.2 : 0) + (unit ? 0.2 : 0);
  const small = textWidth(prefix) + textWidth(unit) + spaces;
  const figures = textWidth(value) * size;
  const share = room / (figures + small * HALF * size);
  if (share >= 1) return 1;
  const kept = share * HALF * size >= LEAST_UNIT ? share : (room - small * LEAST_UNIT) / figures;
  return Math.max(smallest, Math.floor(kept * 100) / 100);
}

export interface Figure {
  /** Of the digits. */
  size: number;
  /** The unit stands below the number. */
  stacked: boolean;
}

/** Below this share of its size a number would rather have its unit below it, where there is one of several letters. */
const SQUEEZED = 0.66;
const LONG_UNIT = 1.8;

/** A cut number is a wrong one, and a tiny one is none: a long unit goes below it. */
export function fitFigure(printed: Printed, size: number, room: number, smallest = SMALLEST): Figure {
  const beside = size * fitNumber(printed, size, room, smallest);
  if (beside >= size * SQUEEZED || textWidth(printed.unit) < LONG_UNIT) return { size: beside, stacked: false };
  const most = Math.max(size * SQUEEZED, size - LEAST_UNIT);
  const alone = most * fitNumber({ ...printed, unit: "" }, most, room, smallest);
  return alone > beside ? { size: alone, stacked: true } : { size: beside, stacked: false };
}

/** What a column of small texts beside the number leaves of a tile's width. Texts are wider when bold. */
export function roomBeside(width: number, texts: (string | null)[], size: number): number {
  const widest = Math.max(0, ...texts.map((text) => textWidth(text ?? "") * 1.07 * size));
  return width - widest - 14;
}
