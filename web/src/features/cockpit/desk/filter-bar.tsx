import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { useWatch } from "@/lib/watch-store";
import { AreaMenu, OwnerMenu, StatusMenu } from "./choices";
import { type FilteredBoard, isFiltering } from "./filter";
import { FilterSummary } from "./filter-summary";
import { ListsMenu } from "./lists-menu";
import { SearchBox } from "./search-box";
import { useFilter } from "./use-filter";
import type { SearchBar } from "./use-search-bar";
import "./desk.css";
import "./desk-menu.css";

export interface FilterBarProps {
  all: BoardMetric[];
  filtered: FilteredBoard;
  bar: SearchBar;
  /** A page has room for a field that is always there. */
  scrolls: boolean;
}

/** Search and filter, for people at a desk. Closed it still says what is filtered. */
export function FilterBar({ all, filtered, bar, scrolls }: FilterBarProps) {
  const [filter, change] = useFilter();
  const { starred } = useWatch();
  const filtering = isFiltering(filter);
  if (!bar.open && !scrolls && !filtering) return null;
  const stars = all.filter((metric) => starred.includes(metric.metric_id)).length;
  return (
    <search className="desk-bar" aria-label="Search and filter">
      {(bar.open || scrolls) && (
        <div className="filter-controls">
          <SearchBox
            text={filter.text}
            wanted={bar.wanted}
            brief={scrolls}
            onText={(text) => change({ ...filter, text }, filter.text !== "")}
            onClose={bar.hide}
          />
          {!bar.open && (
            <button type="button" className="desk-button" onClick={bar.show} aria-expanded={false}>
              Filter
              <Glyph name="more" />
            </button>
          )}
          {bar.open && (
            <>
              <StatusMenu metrics={all} filter={filter} onChange={change} />
              <AreaMenu metrics={all} filter={filter} onChange={change} />
              <OwnerMenu metrics={all} filter={filter} onChange={change} />
              <button
                type="button"
                className={filter.starred ? "desk-button desk-on" : "desk-button"}
                aria-pressed={filter.starred}
                title="Star a metric with W, or with the star on its tile"
                onClick={() => change({ ...filter, starred: !filter.starred })}
              >
                <Glyph name={filter.starred ? "starred" : "star"} />
                <span>Starred</span>
                <i>{stars}</i>
              </button>
              <ListsMenu metrics={all} shown={filtered.board.metrics} filter={filter} onChange={change} />
              <button
                type="button"
                className="desk-button desk-close"
                onClick={bar.hide}
                title="Close the search (Esc)"
              >
                <Glyph name="close" />
                <span>Close</span>
              </button>
            </>
          )}
        </div>
      )}
      {(bar.open || filtering) && <FilterSummary all={all} filtered={filtered} filter={filter} onChange={change} />}
    </search>
  );
}
