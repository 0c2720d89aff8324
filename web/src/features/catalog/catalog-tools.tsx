import type { CatalogMetric } from "@/api/catalog";
import { isoDay } from "@/lib/calendar";
import { csvFile, saveFile } from "@/lib/csv";
import { now } from "@/lib/wall-clock";
import type { ColumnKey } from "./column-keys";
import { ColumnMenu } from "./column-menu";
import { COLUMNS } from "./columns";
import { SortChoice } from "./sort-choice";
import type { View } from "./view";

interface CatalogToolsProps {
  metrics: CatalogMetric[];
  shown: CatalogMetric[];
  columns: ColumnKey[];
  view: View;
  onChange: (change: Partial<View>) => void;
}

/** How the list is shown, and the way to take it along. */
export function CatalogTools({ metrics, shown, columns, view, onChange }: CatalogToolsProps) {
  const retired = metrics.filter((metric) => metric.retired !== null).length;
  return (
    <div className="catalog-tools">
      <SortChoice sort={view.sort} onSort={(sort) => onChange({ sort })} />
      <label className="switch">
        <input
          type="checkbox"
          checked={view.grouped}
          onChange={(event) => onChange({ grouped: event.target.checked })}
        />
        by area
      </label>
      {(retired > 0 || view.retired) && (
        <label className="switch">
          <input
            type="checkbox"
            checked={view.retired}
            onChange={(event) => onChange({ retired: event.target.checked })}
          />
          retired ({retired})
        </label>
      )}
      <ColumnMenu shown={columns} chosen={view.columns} onChoose={(chosen) => onChange({ columns: chosen })} />
      <button
        type="button"
        className="list-button"
        title="Save what is shown for a spreadsheet"
        disabled={shown.length === 0}
        onClick={() => saveCsv(shown, columns)}
      >
        CSV
      </button>
    </div>
  );
}

/** What is on screen, with plain numbers and times in UTC. */
function saveCsv(shown: CatalogMetric[], columns: ColumnKey[]): void {
  const keys: ColumnKey[] = columns.includes("id") ? columns : ["id", ...columns];
  const rows = shown.map((metric) => keys.map((key) => COLUMNS[key].csv(metric)));
  const head = keys.map((key) => COLUMNS[key].title);
  saveFile(`metrics-${isoDay(now(), "UTC")}.csv`, csvFile(head, rows));
}
