import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { Chips } from "./chips";
import { CopyLink } from "./copy-link";
import { type Filter, type FilteredBoard, isFiltering, NO_FILTER } from "./filter";
import { redsText } from "./filter-news";
import { shareAddress } from "./share";
import { SharedList } from "./shared-list";
import type { ChangeFilter } from "./use-filter";

interface FilterSummaryProps {
  all: BoardMetric[];
  filtered: FilteredBoard;
  filter: Filter;
  onChange: ChangeFilter;
}

/** Nobody may take a filtered wall for the whole: how much is shown, by what, and which reds are not. */
export function FilterSummary({ all, filtered, filter, onChange }: FilterSummaryProps) {
  const { board, total, hiddenReds } = filtered;
  const active = isFiltering(filter);
  return (
    <div className="filter-summary">
      <p>
        {active ? (
          <>
            <b>
              {board.metrics.length} of {total}
            </b>{" "}
            metrics shown
          </>
        ) : (
          `All ${total} metrics`
        )}
      </p>
      {hiddenReds > 0 && (
        <button
          type="button"
          className="hidden-reds"
          title="Show every red instead"
          onClick={() => onChange({ ...NO_FILTER, conditions: ["red"] })}
        >
          <Glyph name="red" />
          {redsText(hiddenReds)} hidden
        </button>
      )}
      <Chips metrics={all} filter={filter} onChange={onChange} />
      <SharedList metrics={all} filter={filter} onChange={onChange} />
      {active && (
        <span className="filter-ways">
          <CopyLink address={() => shareAddress(filter, board.metrics, window.location.origin)} />
          <button type="button" className="desk-button" onClick={() => onChange(NO_FILTER)}>
            Clear all
          </button>
        </span>
      )}
    </div>
  );
}
