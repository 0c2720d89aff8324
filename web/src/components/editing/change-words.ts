const NAMES: Record<string, string> = {
  owner: "owner",
  norm_value: "amber line",
  alert_value: "red line",
  target_value: "target",
  target_due_date: "target date",
  verification_state: "verification",
};

/** A column as a sentence calls it. */
export function columnName(column: string): string {
  return NAMES[column] ?? column;
}
