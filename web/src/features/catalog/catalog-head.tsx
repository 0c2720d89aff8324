import type { ColumnKey } from "./column-keys";
import { COLUMNS } from "./columns";
import { type SortBy, sortedBy } from "./view";

interface CatalogHeadProps {
  columns: ColumnKey[];
  sort: SortBy[];
  onSort: (sort: SortBy[]) => void;
}

/** A click sorts by a column, with the Shift key behind those before it. */
export function CatalogHead({ columns, sort, onSort }: CatalogHeadProps) {
  return (
    <thead>
      <tr>
        {columns.map((key) => {
          const { title, isNumber, startsDescending } = COLUMNS[key];
          const place = sort.findIndex((each) => each.key === key);
          const by = sort[place];
          return (
            <th
              key={key}
              scope="col"
              className={isNumber ? "right" : undefined}
              aria-sort={by ? (by.descending ? "descending" : "ascending") : undefined}
            >
              <button
                type="button"
                title={`Sort by ${title.toLowerCase()}; with Shift behind the others`}
                onClick={(event) => onSort(sortedBy(sort, key, startsDescending ?? false, event.shiftKey))}
              >
                {title}
                {by && (
                  <span className="sort-sign" aria-hidden="true">
                    {by.descending ? "↓" : "↑"}
                    {sort.length > 1 && <small>{place + 1}</small>}
                  </span>
                )}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
