import type { BoardMetric } from "@/api/board";
import { fitFigure, roomBeside, wordsWidth } from "@/lib/fit-number";

/** What stands beside the big number, in the form that leaves the number room and itself whole. */
export interface RowFit {
  limit: string | null;
  change: string | null;
  /** The limit takes two lines, and the change makes way: its digits are never cut, a cut limit is a wrong one. */
  wraps: boolean;
  /** What is left for the number, in wall units. */
  room: number;
}

export interface RowWish {
  /** Size of the number and of the small texts, and the width inside the tile, in wall units. */
  size: number;
  context: number;
  width: number;
  limit: string | null;
  change: string | null;
  /** Other small texts in the same column. */
  others?: string[];
  /** Another one that is mostly words: letters are narrower than figures. */
  words?: string | null;
}

/** Below this share of its size the number pays too much for a unit that is written beside it already. */
const TIGHT = 0.8;
const SMALLEST = 0.5;
const BOLD = 1.15;
/** On a smaller screen the font sets its letters a little wider. */
const SPARE = 1.04;
/** Between the number and what stands beside it. */
const PADDING = 10;

export function fitRow({ value, display }: BoardMetric, wish: RowWish): RowFit {
  const { size, context, width, others = [], words = null } = wish;
  if (value === null) return { limit: null, change: null, wraps: false, room: roomForWords(wish) };
  const asked = (limit: string | null, change: string | null, lines: (string | null)[]): RowFit & { share: number } => {
    const besideFigures = roomBeside(width, [...lines, change && `o ${change}`, ...others], context);
    const room = Math.min(besideFigures, words === null ? width : besideWords(width, words, context));
    return { limit, change, wraps: false, room, share: fitFigure(display, size, room, 0).size / size };
  };
  const whole = asked(wish.limit, wish.change, [wish.limit]);
  if (whole.share >= TIGHT) return whole;
  const [limit, change] = [withoutUnit(wish.limit, display.unit), withoutUnit(wish.change, display.unit)];
  const short = asked(limit, change, [limit]);
  if (short.share >= SMALLEST || !limit) return short;
  return { ...asked(unbroken(limit), null, halves(limit)), wraps: true };
}

/** Words beside a number are set bold. */
function besideWords(width: number, words: string, context: number): number {
  return width - wordsWidth(words, context) * BOLD - PADDING - 4;
}

/** What "no data yet" may take, so that "failed since" beside it is whole: there, words stand beside words. */
function roomForWords({ width, context, others = [] }: RowWish): number {
  return others.length === 0
    ? width
    : width - Math.max(...others.map((text) => wordsWidth(text, context))) * SPARE - PADDING;
}

/** `max 4 000 tickets` beside `4 812 tickets` is `max 4 000`; the step of magnitude stays, because it is part of the number. */
export function withoutUnit(text: string | null, unit: string): string | null {
  const label = unit.replace(/^(k|M|m|bn|tn|×10\S*)(\s+|$)/, "");
  if (!text || !label) return text;
  const [head, span = ""] = text.split(/(?=\sin\s)/);
  if (!head?.endsWith(label) || !/\d[\s\S]*\s$/.test(head.slice(0, -label.length))) return text;
  return head.slice(0, -label.length).trimEnd() + span;
}

/** Two lines are as wide as the longer half; the break is at a space between words. */
function halves(text: string): string[] {
  const words = text.split(/[ \u00a0]/);
  const cuts = words.map((_, index) => [words.slice(0, index + 1).join(" "), words.slice(index + 1).join(" ")]);
  return cuts.reduce((best, cut) => (longest(cut) < longest(best) ? cut : best));
}

function longest(lines: string[]): number {
  return Math.max(...lines.map((line) => line.length));
}

/** A line never ends inside the digits of a number. */
function unbroken(text: string): string {
  return text.replaceAll("\u2009", "\u202f");
}
