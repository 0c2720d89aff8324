import { useState } from "react";
import type { MetricPage } from "@/api/board";
import { clockTime, fullDay } from "@/lib/calendar";
import { changesLog, type LogEntry } from "./changes-log";

const FEW = 5;

/** Who changed what and why, and which definitions were deployed in between. */
export function ChangesCard({ page, zone }: { page: MetricPage; zone: string }) {
  const [all, setAll] = useState(false);
  const log = changesLog(page);
  const shown = all ? log : log.slice(0, FEW);
  return (
    <section className="card pad" aria-label="Changes">
      <h2>Who changed what</h2>
      {page.operator_changes.length === 0 && (
        <p className="note">
          Nobody has changed its lines, owner or verification yet. Every change is kept here for good.
        </p>
      )}
      <ol className="changes">
        {shown.map((entry) => (
          <Entry key={entry.key} entry={entry} zone={zone} />
        ))}
      </ol>
      {log.length > FEW && (
        <button type="button" className="button button-plain" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? "Show the newest only" : `Show all ${log.length}`}
        </button>
      )}
    </section>
  );
}

function Entry({ entry: { at, who, reason, changes, event }, zone }: { entry: LogEntry; zone: string }) {
  return (
    <li>
      {event && <b>{event}</b>}
      {changes.map(({ name, from, to }) => (
        <div key={name}>
          <b>{name}</b> <span className="change-from">{from}</span> <span aria-hidden="true">→</span>
          <span className="visually-hidden">to</span> {to}
        </div>
      ))}
      <span className="quiet">
        {event ? "" : `${who}, `}
        <time dateTime={at}>
          {fullDay(at, zone)} {clockTime(at, zone)}
        </time>
      </span>
      {reason && <q>{reason}</q>}
    </li>
  );
}
