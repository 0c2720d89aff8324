import { textWidth, wordsWidth } from "@/lib/fit-number";
import { CONTENT_WIDTH } from "./layout";

/** How much the counts say. The clock, the headline and the sign of life keep their place; the counts live with the rest. */
export type CountsLook = "roomy" | "tight" | "brief" | "bare";

export interface HeaderTexts {
  company: string;
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

/** The most that fits beside the other texts, estimated from the letters' widths: nothing here needs a layout to be measured. */
export function countsLook(texts: HeaderTexts): CountsLook {
  const room = CONTENT_WIDTH - width(texts);
  return LOOKS.find((each) => countsWidth(texts.counts, each) <= room)?.look ?? "bare";
}

function width({ company, title, sub, pulse, beating, day }: HeaderTexts): number {
  const mark = 64 + Math.min(190, Math.max(118, textWidth(company) * 18)) + 26;
  const headline = textWidth(title) * 39.5 + (sub ? 14 + textWidth(sub) * 22 : 0) + 36;
  const sign = Math.max(beating ? 190 : 0, textWidth(pulse) * 22 + 36);
  const clock = textWidth(day) * 22 + 16 + 130;
  return mark + headline + sign + clock + 4 * GAP;
}

function countsWidth(counts: HeaderTexts["counts"], { look, between, around, word }: (typeof LOOKS)[number]): number {
  const each = counts.map((one) => {
    const told = word > 0 && !(look === "brief" && one.quiet);
    return around + textWidth(String(one.count)) * 36 + (told ? wordsWidth(one.word, word) : 0);
  });
  return each.reduce((sum, one) => sum + one, 0) + between * (counts.length - 1);
}
