/** How names take their lines, estimated from Inter's widths: measuring two hundred of them would cost a layout each. */

export interface NameStep {
  /** Of the letters, in wall units. */
  size: number;
  lines: number;
}

/** Widths of letters as a share of their size, measured in a browser. */
const WIDTHS: [RegExp, number][] = [
  [/[ \u00a0,.:;'’|!ijl]/u, 0.27],
  [/[frt()/-]/u, 0.37],
  [/[mwMWшщжюШЩЖЮМ%]/u, 0.86],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u, 1],
  [/\p{Lu}/u, 0.68],
  [/\d/u, 0.6],
  [/[\p{Script=Cyrillic}\p{Script=Greek}]/u, 0.6],
];
const LETTER = 0.56;

export function nameWidth(text: string, size: number): number {
  let width = 0;
  for (const sign of text) width += WIDTHS.find(([pattern]) => pattern.test(sign))?.[1] ?? LETTER;
  return width * size;
}

/** The place of the first step in which the name is whole; of the last one when it is in none. */
export function fitName(name: string, width: number, steps: readonly NameStep[]): number {
  const found = steps.findIndex(({ size, lines }) => linesOf(name, size, width) <= lines);
  return found < 0 ? steps.length - 1 : found;
}

/** On a smaller screen the font sets its letters a little wider. */
const SPARE = 1.03;

/** Lines are broken between words, and inside one that is longer than a line. */
export function linesOf(name: string, size: number, width: number): number {
  const space = nameWidth(" ", size) * SPARE;
  let [lines, taken] = [1, 0];
  for (const word of name.split(" ")) {
    const wide = nameWidth(word, size) * SPARE;
    if (taken > 0 && taken + space + wide > width) [lines, taken] = [lines + 1, 0];
    else if (taken > 0) taken += space;
    lines += Math.max(0, Math.ceil(wide / width) - 1);
    taken += wide > width ? wide % width : wide;
  }
  return lines;
}
