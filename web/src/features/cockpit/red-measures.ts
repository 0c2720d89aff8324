import type { BoardMetric } from "@/api/board";
import { limitText } from "@/components/words";
import { wordsWidth } from "@/lib/fit-number";
import type { HeadMeasures } from "./head-fit";
import type { RedSize } from "./layout";
import { fitRow, type RowFit } from "./row-fit";

/** Width inside the tile, sizes of number and context, and how many letters of a name fit on one line. */
export const MEASURES: Record<RedSize, { width: number; number: number; context: number; name: number }> = {
  one: { width: 860, number: 124, context: 27, name: 60 },
  wide: { width: 561, number: 124, context: 27, name: 22 },
  four: { width: 409, number: 96, context: 23, name: 32 },
  medium: { width: 485, number: 88, context: 23, name: 22 },
  small: { width: 395, number: 70, context: 20, name: 17 },
  crowd: { width: 409, number: 76, context: 21, name: 32 },
};

/** A mark without its word. */
export const MARK = 26;
const LARGE = { glyph: 59, code: 35, chip: 42, corner: 22, padding: 12, icon: MARK };

/** The first line as the style sheet sets it. */
export const HEADS: Record<RedSize, HeadMeasures> = {
  one: { ...LARGE, width: 860 },
  wide: { ...LARGE, width: 561 },
  four: { ...LARGE, width: 409 },
  medium: { ...LARGE, width: 485 },
  small: { glyph: 44, code: 28, chip: 30, corner: 19, padding: 9, icon: MARK, width: 395 },
  crowd: { ...LARGE, glyph: 53, code: 31, width: 409 },
};

/** Sizes of a name beside the code: on one line, and on two. */
const NAMES: Partial<Record<RedSize, [one: number, two: number]>> = {
  one: [28, 23],
  wide: [28, 23],
  medium: [28, 23],
  small: [22, 18],
};
/** Two lines are seldom equally long. */
const LONGER_HALF = 0.6;
const BESIDE = 12;

/** What the name needs of the first line, so that the corner says less before the name is cut. */
export function roomForName({ name }: BoardMetric, size: RedSize, roomy: number): number {
  const sizes = NAMES[size];
  if (!sizes) return 0;
  const [one, two] = sizes;
  return (name.length <= roomy ? wordsWidth(name, one) : wordsWidth(name, two) * LONGER_HALF) + BESIDE;
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
