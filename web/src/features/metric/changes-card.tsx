import type { OperatorChange } from "@/api/board";
import { ownerName } from "@/components/words";
import { fullDay } from "@/lib/calendar";

const NAMES: Record<string, string> = {
  norm_value: "amber line",
  alert_value: "red line",
  target_value: "target",
  target_due_date: "target date",
  verification_state: "verification",
};

/** Who changed what in the browser. */
export function ChangesCard({ changes, zone }: { changes: OperatorChange[]; zone: string }) {
  if (changes.length === 0) return null;
  return (
    <section className="card pad" aria-label="Changes by operators">
      <h2>Who changed what</h2>
      <ol className="changes">
        {changes.map((change) => (
          <li key={`${change.at} ${change.column}`}>
            <b>{NAMES[change.column] ?? change.column}</b> {change.from ?? "none"} → {change.to ?? "none"}
            <span className="quiet">
              {ownerName(change.by)}, {fullDay(change.at, zone)}
              {change.reason && `: ${change.reason}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
