import { useMemo, useState } from "react";
import { countText } from "@/lib/amounts";
import { fullLabel, kindOf } from "../label-words";
import { exactText, styleOf, wholeText } from "../number-words";
import type { Column, Table } from "../payloads";
import type { NumberRows, PictureProps, Renderer } from "../renderer";
import { Spark } from "../spark";
import { nextOrder, type Order, sortedRows, sortValue } from "../table-order";

type Cell = Table["rows"][number][string];

export const renderer: Renderer<Table> = {
  isReadable: true,
  isEmpty: ({ rows }) => rows.length === 0,
  sentence: ({ rows, columns }) => `A table of ${rows.length} rows and ${columns.length} columns.`,
  rows: tableRows,
  Picture: TablePicture,
};

const FIRST = 200;
const MORE = 1000;

function TablePicture({ payload, title, locale }: PictureProps<Table>) {
  const { columns, rows, total } = payload;
  const [order, setOrder] = useState<Order | null>(null);
  const [count, setCount] = useState(FIRST);
  const sorted = useMemo(() => sortedRows(rows, order), [rows, order]);
  const left = rows.length - count;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="table-scroll cut-table" tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading
                  column={column}
                  order={order}
                  sort={() => setOrder(nextOrder(order, column.key, isNumeric(column)))}
                  key={column.key}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, count).map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
              <Row row={row} columns={columns} locale={locale} key={at} />
            ))}
          </tbody>
          {total && (
            <tfoot>
              <Row row={total} columns={columns} locale={locale} isTotal />
            </tfoot>
          )}
        </table>
      </section>
      {left > 0 && (
        <button type="button" className="button cut-more" onClick={() => setCount(count + MORE)}>
          {countText(Math.min(left, MORE))} more of {countText(left)} rows
        </button>
      )}
    </>
  );
}

function Heading({ column, order, sort }: { column: Column; order: Order | null; sort: () => void }) {
  const isSorted = order?.key === column.key;
  const arrow = isSorted ? (order.isUp ? "↑" : "↓") : "";
  return (
    <th
      scope="col"
      className={isNumeric(column) ? "right" : undefined}
      aria-sort={isSorted ? (order.isUp ? "ascending" : "descending") : undefined}
    >
      <button type="button" onClick={sort}>
        {column.label}
        <i aria-hidden="true">{arrow}</i>
      </button>
    </th>
  );
}

interface RowProps {
  row: Table["rows"][number];
  columns: Column[];
  locale: string;
  isTotal?: boolean;
}

function Row({ row, columns, locale, isTotal = false }: RowProps) {
  return (
    <tr>
      {columns.map((column, at) => {
        const shown = { cell: row[column.key] ?? null, column, locale, isTotal };
        return at === 0 && !column.spark ? (
          <RowName {...shown} key={column.key} />
        ) : (
          <td className={isNumeric(column) ? "right" : undefined} key={column.key}>
            <Shown {...shown} />
          </td>
        );
      })}
    </tr>
  );
}

interface ShownProps {
  cell: Cell;
  column: Column;
  locale: string;
  isTotal: boolean;
}

function RowName({ cell, column, locale, isTotal }: ShownProps) {
  const text = isTotal && cell === null ? "Total" : cellText(cell, column, locale);
  return (
    <th scope="row" className={isNumeric(column) ? "right" : undefined} title={text.length > 32 ? text : undefined}>
      <span>{text}</span>
    </th>
  );
}

/** A sparkline has its first and last value for ears. */
function Shown({ cell, column, locale, isTotal }: ShownProps) {
  if (isTotal && cell === null) return null;
  if (!Array.isArray(cell)) return cellText(cell, column, locale);
  const known = cell.filter((value) => value !== null);
  if (known.length === 0) return "\u2013";
  const style = styleOf(column.unit ?? "number", locale);
  return (
    <>
      <Spark values={cell} />
      <span className="visually-hidden">
        from {wholeText(known[0], style)} to {wholeText(known.at(-1), style)}
      </span>
    </>
  );
}

export function isNumeric({ unit, spark }: Column): boolean {
  return Boolean(unit) && !spark;
}

export function cellText(cell: Cell | undefined, column: Column, locale: string, number = wholeText): string {
  if (cell === null || cell === undefined) return "\u2013";
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  if (typeof cell === "number") return number(cell, styleOf(column.unit ?? "number", locale));
  if (Array.isArray(cell)) return number(sortValue(cell) as number | null, styleOf(column.unit ?? "number", locale));
  return column.day ? fullLabel(cell, kindOf([cell])) : cell;
}

function tableRows({ columns, rows, total }: Table, locale: string): NumberRows {
  const all = total ? [...rows, { [columns[0]?.key ?? ""]: "Total", ...total }] : rows;
  return {
    head: columns.map((column) => ({ text: column.label, isNumber: Boolean(column.unit) })),
    rows: all.map((row) => columns.map((column) => cellText(row[column.key], column, locale, exactText))),
  };
}
