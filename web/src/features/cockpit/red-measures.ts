import type { BoardMetric } from "@/api/board";
import { limitText } from "@/components/words";
import { linesOf, type NameStep, nameWidth } from "@/lib/fit-name";
import type { HeadMeasures } from "./head-fit";
import type { RedSize } from "./layout";
import { fitRow, type RowFit } from "./row-fit";

/** Width inside the tile, sizes of number and context. */
export const MEASURES: Record<RedSize, { width: number; number: number; context: number }> = {
  one: { width: 860, number: 124, context: 27 },
  wide: { width: 561, number: 124, context: 27 },
  four: { width: 409, number: 96, context: 23 },
  medium: { width: 485, number: 88, context: 23 },
  small: { width: 395, number: 70, context: 20 },
  crowd: { width: 409, number: 76, context: 21 },
};

/** A mark without its word. */
export const MARK = 26;
const LARGE = { boxed: true, glyph: 59, code: 35, chip: 50, corner: 22, padding: 12, icon: MARK };

/** The first line as the style sheet sets it. */
export const HEADS: Record<RedSize, HeadMeasures> = {
  one: { ...LARGE, width: 1700 },
  wide: { ...LARGE, width: 561 },
  four: { ...LARGE, width: 409 },
  medium: { ...LARGE, width: 485 },
  small: { boxed: true, glyph: 44, code: 28, chip: 38, corner: 19, padding: 9, icon: MARK, width: 395 },
  crowd: { ...LARGE, glyph: 53, code: 31, width: 409 },
};

/** Of a name beside the code, and below it. */
const BESIDE_LARGE = [
  { size: 28, lines: 1 },
  { size: 23, lines: 2 },
  { size: 19, lines: 2 },
];
const BELOW = [
  { size: 26, lines: 1 },
  { size: 20, lines: 1 },
  { size: 17, lines: 1 },
];
export const NAMES: Record<RedSize, readonly NameStep[]> = {
  one: BESIDE_LARGE,
  wide: BESIDE_LARGE,
  medium: BESIDE_LARGE,
  four: BELOW,
  crowd: BELOW,
  small: [
    { size: 22, lines: 1 },
    { size: 18, lines: 2 },
    { size: 15.5, lines: 2 },
  ],
};

/** What a name beside the code needs at least, so that the corner says less before the name is cut. */
export function roomForName({ name }: BoardMetric, size: RedSize): number {
  const steps = NAMES[size];
  const { size: letters, lines } = steps.at(-1) ?? { size: 0, lines: 1 };
  if (steps === BELOW) return 0;
  let room = nameWidth(name, letters) / lines;
  while (linesOf(name, letters, room) > lines) room *= 1.05;
  return room;
}

interface RowState {
  size: RedSize;
  brief: boolean;
  trouble: string | null;
  /** By marks between the number and its context. */
  taken: number;
}

/** "failed since 22:45" is never cut: the number makes room. */
export function rowOf(metric: BoardMetric, { size, brief, trouble, taken }: RowState): RowFit {
  const { width, number, context } = MEASURES[size];
  return fitRow(metric, {
    size: number,
    context,
    width: width - taken,
    limit: limitText(metric),
    change: trouble ? null : changeOf(metric, size === "one" || size === "wide"),
    words: trouble,
    others: [brief ? "red for 122 d" : "red for 22 h 22 m"],
  });
}

/** `+0.6 pp in 7 d`, or without its span where the row is narrow. */
function changeOf({ display: { change } }: BoardMetric, withSpan: boolean): string | null {
  return withSpan ? change : (change?.split(" in ")[0] ?? null);
}
