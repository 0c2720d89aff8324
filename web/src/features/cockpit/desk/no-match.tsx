import { type FilteredBoard, NO_FILTER } from "./filter";
import { useFilter } from "./use-filter";

interface NoMatchProps {
  filtered: FilteredBoard;
  /** What is filtered by. */
  words: string;
  tv: boolean;
}

/** A filter that lets nothing through says so; on a television nobody comes to clear it. */
export function NoMatch({ filtered, words, tv }: NoMatchProps) {
  const [filter, change] = useFilter();
  const starredOnly = filter.starred && filtered.board.metrics.length === 0;
  return (
    <section className="empty" aria-label="Nothing matches">
      <h2>No metric matches</h2>
      <p>
        None of the {filtered.total} metrics is shown by this filter: {words}.
        {starredOnly && " Stars are kept in the browser that set them: point at a tile and press its star, or W."}
        {tv && " The address of this screen sets the filter."}
      </p>
      {!tv && (
        <button type="button" className="desk-button" onClick={() => change(NO_FILTER)}>
          Show all {filtered.total} metrics
        </button>
      )}
    </section>
  );
}
