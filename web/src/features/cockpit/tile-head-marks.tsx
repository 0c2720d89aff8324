import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { hasRecovered, type Mark, marksOf } from "@/components/marks";
import { type Corner as CornerWords, cornerText } from "@/components/words";
import { useClock } from "@/lib/use-clock";
import { now } from "@/lib/wall-clock";
import { fitHead, type HeadFit, type HeadMeasures, leftForName, WORD_ALONE } from "./head-fit";

/** What a tile's first line has room for at this moment, and what it leaves for a name. */
export function useHead(metric: BoardMetric, measures: HeadMeasures, marks: Mark[]): { head: HeadFit; left: number } {
  const told = useClock((at) => JSON.stringify(cornerText(metric, at)));
  const corner = JSON.parse(told) as CornerWords;
  const head = fitHead(marks, corner, measures);
  return { head, left: leftForName(head, corner, measures) };
}

/** The marks of a metric as of now. A tile that did not change is not drawn again, so the one that ends by itself is watched. */
export function useMarks(metric: BoardMetric, without: readonly Mark["kind"][] = []): Mark[] {
  useClock((at) => hasRecovered(metric, at));
  return marksOf(metric, now()).filter(({ kind }) => !without.includes(kind));
}

/** Marks in a row: the first ones with their words, the others as shapes that say it all when pointed at. */
export function Marks({ marks, words }: { marks: Mark[]; words: number }) {
  return marks.map((mark, place) => (
    <span key={mark.kind} className={markLook(mark, place < words)} title={mark.sentence}>
      {!(place < words && WORD_ALONE.has(mark.kind)) && <Glyph name={mark.glyph} />}
      {place < words && <span>{mark.word}</span>}
    </span>
  ));
}

function markLook({ kind }: Mark, withWord: boolean): string {
  const unverified = kind === "changed" ? "pill-unverified " : "";
  return `pill ${unverified}pill-${kind}${withWord ? "" : " pill-icon"}`;
}
