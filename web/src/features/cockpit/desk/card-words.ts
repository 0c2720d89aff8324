import type { BoardMetric, MetricPage, OperatorChange, TableFreshness } from "@/api/board";
import { personName } from "@/components/editing/people";
import { longAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";

/** As much of a text as has room, cut after a sentence if one ends late enough, else after a word. */
export function excerpt(text: string, room: number): string {
  const plain = text.replace(/\s+/g, " ").trim();
  if (plain.length <= room) return plain;
  const cut = plain.slice(0, room);
  const sentence = Math.max(...[". ", "; ", "? ", "! "].map((end) => cut.lastIndexOf(end)));
  if (sentence > room * 0.6) return cut.slice(0, sentence + 1).replace(/;$/, ".");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), room - 24)).replace(/[\s,;:]+$/, "")}…`;
}

/** `amber max 1.32 %, red max 1.36 %, target 1 %` */
export function linesText({ display, typical }: BoardMetric): string {
  const lines = [
    display.norm && `amber ${display.norm}`,
    display.alert && `red ${display.alert}`,
    display.target && `target ${display.target}`,
  ].filter(Boolean);
  if (lines.length > 0) return lines.join(", ");
  return typical ? "none: judged against what is typical" : "none: shown, not judged";
}

/** One line for each source: the table that was read longest ago speaks for it. */
export function sourceLines(tables: TableFreshness[], now: number): string[] {
  return [...new Set(tables.map((table) => table.source_id))].map((source) => {
    const own = tables.filter((table) => table.source_id === source);
    const failing = own.find((table) => table.freshness === "red") ?? own.find((table) => table.error);
    const ages = own.map((table) => since(table.checked_at, now));
    const read = ages.includes(null) ? "never read" : `read ${longAge(Math.max(...ages.map(Number)))} ago`;
    const told = `${source ?? "of no source"}: ${read}`;
    return failing?.error ? `${told}, ${excerpt(failing.error, 90)}` : told;
  });
}

const COLUMNS: Record<string, string> = {
  norm_value: "the amber line",
  alert_value: "the red line",
  target_value: "the target",
  target_due_date: "the target's date",
  owner: "the owner",
};

const VERIFICATION: Record<string, string> = {
  verified: "verified it",
  unverified: "withdrew the verification",
  changed: "ended the verification",
};

/** `Katrin Meyer changed the red line, 12 Nov`, or verified it. */
export function lastEdit(
  { operator_changes, people }: Pick<MetricPage, "operator_changes" | "people">,
  now: number,
  zone: string,
): string | null {
  const newest = operator_changes.reduce<OperatorChange | null>(
    (last, each) => (last && last.at >= each.at ? last : each),
    null,
  );
  if (!newest) return null;
  return `${personName(newest.by, people)} ${whatWasDone(newest)}, ${whenText(newest.at, now, zone)}`;
}

function whatWasDone({ column, to }: OperatorChange): string {
  if (column === "verification_state") return VERIFICATION[to ?? ""] ?? "changed the verification";
  return `changed ${COLUMNS[column] ?? column}`;
}
