import type { Mark } from "@/components/marks";
import type { Corner } from "@/components/words";
import { textWidth, wordsWidth } from "@/lib/fit-number";

/** Measures of a tile's first line, in wall units. */
export interface HeadMeasures {
  /** Inside the tile. */
  width: number;
  /** What stands before the code, with its gap. */
  glyph: number;
  /** Letters of the code and of the corner; space around a loud corner's text. */
  code: number;
  /** Around the code, where it is a chip. */
  chip: number;
  corner: number;
  padding: number;
  /** A quiet corner has its space around it as well. */
  boxed?: boolean;
  /** A mark without its word. */
  icon: number;
  /** For a name in the same line. */
  keep?: number;
}

export interface HeadFit {
  marks: Mark[];
  /** How many of them, from the first on, have their word. */
  words: number;
  corner: string;
  /** Even the shapes alone need more room: the code is set smaller. */
  tight: boolean;
}

const WORD = 15.5;
/** Between marks, and inside the border of one with a word. */
const GAP = 6;
const AROUND = 15;
const GLYPH_IN_WORD = 21;
/** Mono letters, as a share of their size. */
const MONO = 0.61;
const LETTERS_OF_CODE = 4;
const CLOCK = 1.25;

/** The most that fits: words of marks go first, then the corner says less, then the flag, which the tile's edge repeats. */
export function fitHead(marks: Mark[], corner: Corner, measures: HeadMeasures): HeadFit {
  const forms = cornerForms(corner);
  const room = measures.width - measures.glyph - measures.chip - (measures.keep ?? 0) - GAP;
  const code = measures.code * MONO * LETTERS_OF_CODE;
  const fits = (shown: Mark[], words: number, text: string) =>
    marksWidth(shown, words, measures.icon) + cornerWidth(text, corner, measures) <= room - code;
  const wishes = marks.flatMap((_, place) => forms.slice(0, 2).map((text) => ({ words: marks.length - place, text })));
  const bare = forms.map((text) => ({ words: 0, text }));
  const found = [...wishes, ...bare].find(({ words, text }) => fits(marks, words, text));
  if (found) return { marks, words: found.words, corner: found.text, tight: false };
  const text = forms.at(-1) ?? "";
  const shapes = marks.filter(({ kind }) => kind !== "target" && kind !== "overdue");
  return { marks: shapes, words: 0, corner: text, tight: !fits(shapes, 0, text) };
}

/** From all that there is to say to the least: `4 d 3 h old`, `4 d old`, `4 d`; an age that is no news may go. */
export function cornerForms({ text, tone }: Corner): string[] {
  const brief = text.replace(/^(\d+ \S+) \d+ \S+ old$/, "$1 old");
  const least = tone === "loud" ? brief.replace(/ old$/, "") : "";
  return [text, brief, least];
}

export function marksWidth(marks: Mark[], words: number, icon: number): number {
  return marks.reduce((sum, mark, place) => sum + GAP + (place < words ? wordWidth(mark) : icon), 0);
}

function wordWidth({ kind, word }: Mark): number {
  const around = kind === "not-picked-up" ? AROUND + GLYPH_IN_WORD : WORD_ALONE.has(kind) ? AROUND : GLYPH_IN_WORD;
  return wordsWidth(word, WORD) + around;
}

/** Their border or ground is shape enough beside the word. */
export const WORD_ALONE: ReadonlySet<Mark["kind"]> = new Set(["unverified", "changed", "few", "recovered"]);

/** What a name in the same line has left, beside code, marks and corner. */
export function leftForName({ marks, words, corner: text }: HeadFit, corner: Corner, measures: HeadMeasures): number {
  const { width, glyph, chip, code, icon } = measures;
  const taken = glyph + chip + code * MONO * LETTERS_OF_CODE;
  return width - taken - marksWidth(marks, words, icon) - cornerWidth(text, corner, measures) - GAP;
}

function cornerWidth(text: string, { tone, clock }: Corner, { corner, padding, boxed = false }: HeadMeasures): number {
  const sign = clock ? corner * CLOCK : 0;
  if (!text) return sign;
  return (
    textWidth(text) * (tone === "loud" ? 1 : 0.92) * corner + (boxed || tone === "loud" ? 2 * padding : 0) + sign + GAP
  );
}
