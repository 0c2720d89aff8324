import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { AreaRow } from "./area-row";
import type { Line } from "./arrange";
import { CatalogHead } from "./catalog-head";
import { CatalogRow } from "./catalog-row";
import type { ColumnKey } from "./column-keys";
import { columnTracks } from "./columns";
import { useRowKeys } from "./use-row-keys";
import type { SortBy } from "./view";

/** As in the style sheets. All rows are alike, so none has to be measured. */
const ROW_PIXELS = 45;
const CARD_PIXELS = 112;
/** Below the shell's bar and the head of the table. */
const COVERED_PIXELS = 104;

interface CatalogTableProps {
  lines: Line[];
  columns: ColumnKey[];
  zone: string;
  isPhone: boolean;
  sort: SortBy[];
  onSort: (sort: SortBy[]) => void;
}

/** The list itself. Only the rows that are on screen exist, so that thousands are as quick as ten. */
export function CatalogTable({ lines, columns, zone, isPhone, sort, onSort }: CatalogTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const found = body.current;
    if (found) setOffset(Math.round(found.getBoundingClientRect().top + window.scrollY));
    void lines; // what narrows the list down may stand in more lines, above it
  }, [lines]);
  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (isPhone && lines[index]?.kind === "metric" ? CARD_PIXELS : ROW_PIXELS),
    gap: isPhone ? 8 : 0,
    overscan: 12,
    scrollMargin: offset,
    scrollPaddingStart: COVERED_PIXELS,
    getItemKey: (index) => keyOf(lines[index]),
  });
  const keys = useRowKeys(lines, (index) => rows.scrollToIndex(index, { align: "auto" }));
  const shown = rows.getVirtualItems();
  return (
    <table
      className="catalog-table"
      aria-label="All metrics"
      aria-rowcount={lines.length + 1}
      style={{ "--tracks": columnTracks(columns) } as React.CSSProperties}
      onKeyDown={keys.onKeyDown}
    >
      <CatalogHead columns={columns} sort={sort} onSort={onSort} />
      <tbody ref={body} style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const line = lines[index];
          if (!line) return null;
          const place = { "data-index": index, "aria-rowindex": index + 2 };
          const style = { transform: `translateY(${start - offset}px)` };
          if (line.kind === "area")
            return <AreaRow key={key} line={line} width={columns.length} place={place} style={style} />;
          return (
            <CatalogRow
              key={key}
              metric={line.metric}
              columns={columns}
              zone={zone}
              place={place}
              style={style}
              isEntry={index === keys.entry}
              onEnter={() => keys.enter(index)}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function keyOf(line: Line | undefined): string {
  if (!line) return "";
  return line.kind === "area" ? `area ${line.area}` : line.metric.metric_id;
}
