import type { TableFreshness } from "@/api/board";
import { since, spokenAge } from "@/lib/age";

/**
 * When the tables behind a number were read, in the times of the card beside it. The metric's own time is that of its last good
 * value, which a failing metric may never have had.
 */
export function tablesRead(tables: TableFreshness[], now: number): string {
  if (tables.length === 0) return "It reads no table.";
  const ages = tables.map((table) => since(table.checked_at, now));
  const read = ages.filter((age) => age !== null);
  const unread = ages.length - read.length;
  if (unread === 0) return `Source read ${spokenAge(oldest(read))}.`;
  if (tables.length === 1) return "Its table was never read.";
  return read.length === 0
    ? "Its tables were never read."
    : `${unread} of its ${tables.length} tables ${unread === 1 ? "was" : "were"} never read.`;
}

/** A number is as old as the oldest table behind it; one whose age cannot be told leaves the whole untold. */
function oldest(ages: number[]): number {
  return ages.some(Number.isNaN) ? Number.NaN : Math.max(...ages);
}
