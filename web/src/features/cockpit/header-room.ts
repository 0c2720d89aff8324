import { textWidth, wordsWidth } from "@/lib/fit-number";
import { CONTENT_WIDTH } from "./layout";

/** How much the counts say. The clock, the headline and the sign of life keep their place; the counts live with the rest. */
export type CountsLook = "roomy" | "tight" | "brief" | "bare";

export interface HeaderTexts {
  company: string;
  /** The area on show, in the place of the product's name. */
  page?: string | undefined;
  title: string;
  sub: string | null;
  counts: { count: number; word: string; quiet: boolean }[];
  /** Age of the board, or what a beat does: the text left of the clock. */
  pulse: string;
  beating: boolean;
  day: string;
}

const GAP = 28;
/** Glyph, gaps and the space around a count; then sizes of number and word. */
const LOOKS: { look: CountsLook; between: number; around: number; word: number }[] = [
  { look: "roomy", between: 30, around: 49, word: 23 },
  { look: "tight", between: 20, around: 45, word: 20 },
  // The words of what is quiet go first: their shapes are known.
  { look: "brief", between: 20, around: 45, word: 20 },
  { look: "bare", between: 20, around: 38, word: 0 },
];

/** The font sets small letters wider: the share of their size in wall units that they gain on a screen of so many pixels per unit. */
const WIDER = 0.09;

/**
 * The most that fits beside the other texts, estimated from the letters' widths: nothing here needs a layout to be measured.
 * A larger screen shows the same picture as one of 1920 pixels; on a smaller one the same words need more of its width.
 */
export function countsLook(texts: HeaderTexts, unit: number): CountsLook {
  const letters = 1 + WIDER * Math.max(0, 1 - unit);
  const room = CONTENT_WIDTH - width(texts, letters);
  return LOOKS.find((each) => countsWidth(texts.counts, each, letters) <= room)?.look ?? "bare";
}

function width({ company, page = "", title, sub, pulse, beating, day }: HeaderTexts, letters: number): number {
  // The name of a page has a place of one width, so that nothing beside it moves when pages turn.
  const mark = 66 + (page ? 190 : Math.min(190, Math.max(118, textWidth(company) * 18) * letters)) + 26;
  const headline = (textWidth(title) * 39.5 + (sub ? textWidth(sub) * 22 : 0)) * letters + (sub ? 14 : 0) + 36;
  const sign = Math.max(beating ? 190 : 0, textWidth(pulse) * 22 * letters + 36);
  const clock = (textWidth(day) * 22 + 130) * letters + 16;
  return mark + headline + sign + clock + 4 * GAP;
}

type Look = (typeof LOOKS)[number];

function countsWidth(counts: HeaderTexts["counts"], { look, between, around, word }: Look, letters: number): number {
  const each = counts.map((one) => {
    const told = word > 0 && !(look === "brief" && one.quiet);
    return around + (textWidth(String(one.count)) * 36 + (told ? wordsWidth(one.word, word) : 0)) * letters;
  });
  return each.reduce((sum, one) => sum + one, 0) + between * (counts.length - 1);
}
