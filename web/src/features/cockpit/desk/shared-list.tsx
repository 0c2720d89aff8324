import type { BoardMetric } from "@/api/board";
import { changeWatch, findList, freeName, putList, useWatch } from "@/lib/watch-store";
import { idsOf, keepWay } from "./codes";
import type { Filter } from "./filter";
import type { ChangeFilter } from "./use-filter";

interface SharedListProps {
  metrics: BoardMetric[];
  filter: Filter;
  onChange: ChangeFilter;
}

/** A list that came with the address: offer to keep it, and tell what of it is not here. */
export function SharedList({ metrics, filter, onChange }: SharedListProps) {
  const { lists } = useWatch();
  if (!filter.watch) return null;
  const { name, codes } = filter.watch;
  const ids = idsOf(codes, metrics);
  const missing = codes.length - ids.length;
  const way = keepWay(ids, findList(lists, name));
  const keep = (as: string) => {
    changeWatch((watch) => putList(watch, { name: as, metrics: ids }));
    if (as !== name) onChange({ ...filter, watch: { name: as, codes } }, true);
  };
  return (
    <span className="shared-list">
      {missing > 0 && <span>{missing} of the list not on this board</span>}
      {ids.length > 0 && way === "new" && (
        <button type="button" className="desk-button" onClick={() => keep(name)}>
          Keep this list
        </button>
      )}
      {ids.length > 0 && way === "other" && (
        <>
          <span>differs from your list of this name</span>
          <button type="button" className="desk-button" onClick={() => keep(name)}>
            Replace yours
          </button>
          <button type="button" className="desk-button" onClick={() => keep(freeName(lists, name))}>
            Keep both
          </button>
        </>
      )}
    </span>
  );
}
