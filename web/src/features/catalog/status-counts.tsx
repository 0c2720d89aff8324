import type { CatalogMetric } from "@/api/catalog";
import { Glyph, type GlyphName } from "@/components/glyph";
import { countOf } from "./arrange";
import { CONDITIONS, type Condition } from "./view";

const SIGNS: Record<Condition, { glyph: GlyphName; word: string }> = {
  red: { glyph: "red", word: "red" },
  amber: { glyph: "amber", word: "amber" },
  stale: { glyph: "stale", word: "stale" },
  normal: { glyph: "green", word: "normal" },
  failing: { glyph: "error", word: "failing" },
  "no-data": { glyph: "empty", word: "no data" },
};

interface StatusCountsProps {
  metrics: CatalogMetric[];
  chosen: Condition[];
  onChoose: (chosen: Condition[]) => void;
}

/** How many are red, amber and so on; each is a button that shows only those. Failing ones and those without data stand in the others too. */
export function StatusCounts({ metrics, chosen, onChoose }: StatusCountsProps) {
  const toggle = (condition: Condition) =>
    onChoose(chosen.includes(condition) ? chosen.filter((each) => each !== condition) : [...chosen, condition]);
  const counts = CONDITIONS.map((condition) => ({ condition, count: countOf(metrics, condition) }));
  return (
    <fieldset className="status-counts">
      <legend className="visually-hidden">Status</legend>
      {counts
        .filter(({ condition, count }) => count > 0 || chosen.includes(condition))
        .map(({ condition, count }) => (
          <button
            key={condition}
            type="button"
            className="status-count"
            aria-pressed={chosen.includes(condition)}
            onClick={() => toggle(condition)}
          >
            <Glyph name={SIGNS[condition].glyph} />
            <b>{count}</b> {SIGNS[condition].word}
          </button>
        ))}
    </fieldset>
  );
}
