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
  "1": 0.5,
  "%": 0.9,
  "€": 0.66,
  m: 0.9,
  w: 0.85,
  M: 0.92,
  W: 1,
};
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

/** A factor of 1 or less, to half at least, for a number of `size` units in `room` units. */
export function fitNumber(
  display: { prefix: string; value: string; unit: string },
  size: number,
  room: number,
  smallest = SMALLEST,
): number {
  const spaces = (display.prefix ? 0.2 : 0) + (display.unit ? 0.2 : 0);
  const small = textWidth(display.prefix) + textWidth(display.unit) + spaces;
  const width = (textWidth(display.value) + small * HALF) * size;
  return width <= room ? 1 : Math.max(smallest, Math.floor((room / width) * 100) / 100);
}

/** What a column of small texts beside the number leaves of a tile's width. Texts are wider when bold. */
export function roomBeside(width: number, texts: (string | null)[], size: number): number {
  const widest = Math.max(0, ...texts.map((text) => textWidth(text ?? "") * 1.04 * size));
  return width - widest - 14;
}
