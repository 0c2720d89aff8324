import type { Table } from "./payloads";

type Row = Table["rows"][number];
type Cell = Row[string];

export interface Order {
  key: string;
  isUp: boolean;
}

/** What a cell counts as when rows are sorted: a sparkline is its last value. */
export function sortValue(cell: Cell | undefined): string | number | null {
  if (cell === null || cell === undefined) return null;
  if (Array.isArray(cell)) return cell.findLast((value) => value !== null) ?? null;
  return typeof cell === "boolean" ? Number(cell) : cell;
}

/** What is not known stands last in either direction; what is alike keeps its order. */
export function sortedRows(rows: readonly Row[], order: Order | null): readonly Row[] {
  if (!order) return rows;
  const keyed = rows.map((row) => ({ row, value: sortValue(row[order.key]) }));
  const turn = order.isUp ? 1 : -1;
  keyed.sort((one, other) => {
    if (one.value === null || other.value === null) return Number(one.value === null) - Number(other.value === null);
    return turn * compared(one.value, other.value);
  });
  return keyed.map(({ row }) => row);
}

function compared(one: string | number, other: string | number): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "en", { numeric: true });
}

/** A click sorts: numbers the largest first, texts from A; another click turns it round, a third goes back to how they came. */
export function nextOrder(order: Order | null, key: string, isNumber: boolean): Order | null {
  if (order?.key !== key) return { key, isUp: !isNumber };
  return order.isUp === !isNumber ? { key, isUp: isNumber } : null;
}
