import { COLUMN_KEYS, type ColumnKey } from "./column-keys";
import { COLUMNS } from "./columns";
import { type SortBy, sortedBy } from "./view";

interface SortChoiceProps {
  sort: SortBy[];
  onSort: (sort: SortBy[]) => void;
}

const SEVERAL = "several";

/** By which column the cards of a phone stand: they have no headings to press. An address may name several. */
export function SortChoice({ sort, onSort }: SortChoiceProps) {
  const [first] = sort;
  const choose = (key: string) =>
    onSort(key ? sortedBy([], key as ColumnKey, COLUMNS[key as ColumnKey].startsDescending ?? false, false) : []);
  return (
    <label className={first ? "choice choice-set catalog-sort" : "choice catalog-sort"}>
      <span>Sort</span>
      <select value={sort.length > 1 ? SEVERAL : (first?.key ?? "")} onChange={(event) => choose(event.target.value)}>
        <option value="">as on the wall</option>
        {sort.length > 1 && <option value={SEVERAL}>{sort.map(directed).join(", ")}</option>}
        {COLUMN_KEYS.map((key) => (
          <option key={key} value={key}>
            {sort.length === 1 && first?.key === key ? directed(first) : COLUMNS[key].title}
          </option>
        ))}
      </select>
    </label>
  );
}

function directed({ key, descending }: SortBy): string {
  return `${COLUMNS[key].title} ${descending ? "↓" : "↑"}`;
}
