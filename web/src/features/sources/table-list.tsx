import type { FullReload, Source, SourceTable } from "@/api/sources";
import { Ago } from "@/components/ago";
import { Breakable } from "@/components/breakable";
import { Chevron } from "@/components/chevron";
import { useDisclosure } from "@/components/use-disclosure";
import { counted, countText, secondsText, sizeText } from "@/lib/amounts";
import { TableDetail } from "./table-detail";
import { loadText, tableRemark } from "./words";

interface TableListProps {
  source: Source;
  reloads: FullReload[];
  zone: string;
}

/** The tables of a source, each of which opens to everything known about it. */
export function TableList({ source, reloads, zone }: TableListProps) {
  if (source.tables.length === 0) return <p className="note">No table of it has landed yet.</p>;
  return (
    <div className="tables-of">
      <div className="table-head" aria-hidden="true">
        <span className="head-name">Table</span>
        <span>Kept by</span>
        <span className="right">Rows</span>
        <span className="right">Size</span>
        <span>Read</span>
        <span>Rows came</span>
        <span className="right">Took</span>
      </div>
      <ul>
        {source.tables.map((table) => (
          <TableItem
            key={table.table}
            table={table}
            source={source}
            reload={reloads.find((each) => each.table === table.table)}
            zone={zone}
          />
        ))}
      </ul>
    </div>
  );
}

interface TableItemProps {
  table: SourceTable;
  source: Source;
  reload: FullReload | undefined;
  zone: string;
}

function TableItem({ table, source, reload, zone }: TableItemProps) {
  const { open, button, panelId } = useDisclosure(false);
  const remark = tableRemark(table);
  return (
    <li className={`table-of table-of-${table.state}`}>
      <button type="button" className="table-line" aria-label={sentence(table, remark)} {...button}>
        <Chevron open={open} />
        <span className="table-name">
          <code>
            <Breakable text={source.datasets.length > 1 ? table.table : table.name} />
          </code>
          {remark && <span className="table-remark">{remark}</span>}
        </span>
        <span className="table-way">
          {table.disposition && <span className={`way way-${table.disposition}`}>{table.disposition}</span>}
        </span>
        <span className="right table-rows">{table.rows === null ? "–" : countText(table.rows)}</span>
        <span className="right table-size">{table.bytes === null ? "–" : sizeText(table.bytes)}</span>
        <span className="table-read">
          <Ago at={table.checked_at} zone={zone} />
        </span>
        <span className="table-came">
          {table.last_load ? (
            <>
              <Ago at={table.last_load.at} zone={zone} />
              <span className="quiet">{loadText(table.last_load)}</span>
            </>
          ) : (
            "never"
          )}
        </span>
        <span className="right table-took">
          {table.check_seconds === null ? "–" : secondsText(table.check_seconds)}
        </span>
      </button>
      {open && <TableDetail table={table} source={source} reload={reload} zone={zone} id={panelId} />}
    </li>
  );
}

function sentence(table: SourceTable, remark: string | null): string {
  const rows = table.rows === null ? "no rows known" : counted(table.rows, "row");
  return [table.name, table.disposition, rows, remark].filter(Boolean).join(", ");
}
