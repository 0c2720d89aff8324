import type { MetricPage, OperatorChange } from "@/api/board";
import { commitText } from "@/components/commit";
import { columnName } from "@/components/editing/change-words";
import { personName } from "@/components/editing/people";

/** One entry of the log: an edit of one or several columns, or a definition that was deployed. */
export interface LogEntry {
  key: string;
  at: string;
  who: string;
  reason: string | null;
  changes: { name: string; from: string; to: string }[];
  /** What happened, where nobody changed a column. */
  event: string | null;
}

/** Who changed what, the newest first. What was changed in one edit stands together. */
export function changesLog(page: MetricPage): LogEntry[] {
  const entries = new Map<string, LogEntry>();
  for (const change of page.operator_changes) {
    const key = `${change.at} ${change.by}`;
    const entry = entries.get(key) ?? {
      key,
      at: change.at,
      who: authorOf(page, change),
      reason: change.reason,
      changes: [],
      event: null,
    };
    entry.changes.push(toldChange(page, change));
    entries.set(key, entry);
  }
  const deploys = page.definitions.map((definition, index): LogEntry => {
    const commit = definition.git_commit ? ` (${commitText(definition.git_commit)})` : "";
    return {
      key: definition.definition_hash,
      at: definition.deployed_at,
      who: "deploy",
      reason: null,
      changes: [],
      event: `${index === 0 ? "Deployed for the first time" : "Another definition deployed"}${commit}`,
    };
  });
  return [...entries.values(), ...deploys].toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/** Heartbeat itself logs what a deploy or a changed column did. */
function authorOf({ people }: MetricPage, { by }: OperatorChange): string {
  if (by === "ingest") return "found while reading its source";
  return by === "deploy" ? "deploy" : personName(by, people);
}

function toldChange({ people }: MetricPage, { column, text_from, text_to }: OperatorChange) {
  const tell = (text: string | null) => (text === null ? "none" : column === "owner" ? personName(text, people) : text);
  const name = columnName(column);
  return { name: name.charAt(0).toUpperCase() + name.slice(1), from: tell(text_from), to: tell(text_to) };
}
