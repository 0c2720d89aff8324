import { memo } from "react";
import type { CatalogMetric } from "@/api/catalog";
import type { ColumnKey } from "./column-keys";
import { COLUMNS } from "./columns";
import type { RowPlace } from "./row-place";

interface CatalogRowProps {
  metric: CatalogMetric;
  columns: ColumnKey[];
  zone: string;
  place: RowPlace;
  style: React.CSSProperties;
  /** The one row that the Tab key reaches; arrows go on from there. */
  isEntry: boolean;
  onEnter: () => void;
}

export function CatalogRow({ metric, columns, zone, place, style, isEntry, onEnter }: CatalogRowProps) {
  return (
    <tr
      {...place}
      className={`catalog-row ${metric.retired ? "catalog-row-retired" : ""}`}
      style={style}
      data-entry={isEntry || undefined}
      onFocus={onEnter}
    >
      <Cells metric={metric} columns={columns} zone={zone} />
    </tr>
  );
}

/** Scrolling moves rows and draws none anew. */
const Cells = memo(function Cells({ metric, columns, zone }: Pick<CatalogRowProps, "metric" | "columns" | "zone">) {
  return columns.map((key) => {
    const column = COLUMNS[key];
    return (
      <td key={key} className={`catalog-${key}-cell${column.isNumber ? " right" : ""}`}>
        {column.cell(metric, zone)}
      </td>
    );
  });
});
