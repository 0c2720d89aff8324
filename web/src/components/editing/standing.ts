import type { MetricPage, OperatorChange } from "@/api/board";

/** What an edit stands on: the metric as the person saw it when they began. */
export interface Standing {
  version: string;
  definition: string;
  /** How many edits its log had. */
  edits: number;
  values: Record<Column, string | number | null>;
}

export type Column = "owner" | "verification_state" | "norm_value" | "alert_value" | "target_value" | "target_due_date";

export function standingOf({ metric, definition, edit_version, operator_changes }: MetricPage): Standing {
  const { owner, verification_state, norm_value, alert_value, target_value, target_due_date } = metric;
  return {
    version: edit_version,
    definition: definition.definition_hash,
    edits: operator_changes.length,
    values: { owner, verification_state, norm_value, alert_value, target_value, target_due_date },
  };
}

export interface Meanwhile {
  /** The edits of others, newest first. */
  changes: Pick<OperatorChange, "by" | "at" | "column" | "text_from" | "text_to">[];
  /** Another definition was deployed. */
  redeployed: boolean;
}

/** What others did since to what an edit is about; null when nothing of it is another now, and the edit may go on. */
export function meanwhile(base: Standing, page: MetricPage, columns: readonly Column[]): Meanwhile | null {
  const now = standingOf(page);
  const redeployed = now.definition !== base.definition;
  const others = columns.filter((column) => base.values[column] !== now.values[column]);
  if (others.length === 0 && !(redeployed && columns.includes("verification_state"))) return null;
  const fresh = page.operator_changes.slice(0, Math.max(0, now.edits - base.edits));
  return { changes: fresh.filter((change) => (others as string[]).includes(change.column)), redeployed };
}
