import type { Source, SourcesPage, SourceTable } from "@/api/sources";
import type { GlyphName } from "@/components/glyph";
import { counted, secondsText, sizeText } from "@/lib/amounts";

export type SourceState = Source["state"];

/** The sign of a source, by its shape, and what is said of it. */
export const STATES: Record<SourceState, { glyph: GlyphName; word: string }> = {
  failing: { glyph: "error", word: "failing" },
  held: { glyph: "held", word: "held" },
  late: { glyph: "stale", word: "late" },
  never_ran: { glyph: "empty", word: "never read yet" },
  running: { glyph: "refresh", word: "being read" },
  ok: { glyph: "green", word: "well" },
};

/** What is to be known of a table beside its numbers; null where all is as it should be. */
export function tableRemark(table: SourceTable): string | null {
  if (table.state === "error") return "failing";
  if (table.state === "held") return "held";
  if (table.state === "gone") return "no longer at the source";
  if (table.state === "left_out") return "left out by its file";
  if (table.state === "never_landed") return "has not landed yet";
  if (table.state === "unread") return "not read since";
  if (table.punctuality === "late") return "late";
  return isUncompared(table) ? `comparison ${table.reconciliation?.state === "held" ? "held" : "failed"}` : null;
}

/** Whether its last comparison with the source ended without a result. */
function isUncompared({ reconciliation }: SourceTable): boolean {
  return reconciliation?.state === "held" || reconciliation?.state === "error";
}

/** Of a source that is read well: how many of its tables could not be compared with it; null where none. */
export function uncomparedText(source: Source): string | null {
  const tables = source.tables.filter(isUncompared).length;
  return source.state === "ok" && tables > 0 ? `${counted(tables, "table")} not compared` : null;
}

/** `10 m`, `1 h`, `90 s` */
export function lagText(seconds: number): string {
  if (seconds === 0) return "no lag";
  if (seconds % 3600 === 0) return `lag ${seconds / 3600} h`;
  return seconds % 60 === 0 ? `lag ${seconds / 60} m` : `lag ${seconds} s`;
}

/** Below the page's name: how many sources fail, or that none does. */
export function leadText({ totals, sources }: SourcesPage): { lead: string; rest: string } {
  const rest = `${counted(totals.table_count, "table")}, ${counted(totals.rows, "row")}, ${sizeText(totals.bytes)}.`;
  if (totals.failing > 0) {
    const verb = totals.failing === 1 ? "fails" : "fail";
    return { lead: `${totals.failing} of ${counted(totals.sources, "source")} ${verb}.`, rest };
  }
  const late = sources.filter((source) => source.state === "late").length;
  if (late > 0) return { lead: `${counted(late, "source")} ${late === 1 ? "is" : "are"} late.`, rest };
  const unread = sources.filter((source) => source.state === "never_ran").length;
  if (unread > 0)
    return { lead: `${counted(unread, "source")} ${unread === 1 ? "was" : "were"} never read yet.`, rest };
  return { lead: "Every source is read as it should be.", rest };
}

/** The row of a source as one sentence, for ears. */
export function sourceSentence(source: Source): string {
  const { word } = STATES[source.state];
  const uncompared = uncomparedText(source);
  return `${source.source_id}, ${source.kind}, ${word}: ${counted(source.table_count, "table")}${uncompared ? `, ${uncompared}` : ""}`;
}

/** `12 300 rows in 0.4 s` */
export function loadText(load: NonNullable<SourceTable["last_load"]>): string {
  return `${counted(load.rows, "row")} in ${secondsText(load.seconds)}`;
}

/** What a comparison with the source found, in one sentence without its time. */
export function comparisonText(found: NonNullable<SourceTable["reconciliation"]>): string {
  if (found.state === "running") return "is going on";
  if (found.state === "error") return `failed: ${found.error ?? "it ended without a word"}`;
  if (found.state === "held") return `was held: ${found.error ?? "it would have removed most rows"}`;
  const { deleted, missed, changed } = found;
  if (!deleted && !missed && !changed)
    return found.rows === null ? "is done" : `${counted(found.rows, "row")} are the same`;
  return `${deleted ?? 0} deleted there and removed here, ${missed ?? 0} missed and brought, ${changed ?? 0} corrected`;
}
