import { useQuery } from "@tanstack/react-query";
import { ApiProblem } from "@/api/http";
import { type RunDocument, runQuery } from "@/api/runs";
import { clockTime, dayName } from "@/lib/calendar";
import { RunMetrics } from "./run-metrics";
import { RunSources } from "./run-sources";
import { askedForText, askerText, phasesText } from "./words";

/** Everything in a beat: what each source brought, what each metric cost, what failed first. */
export function RunPanel({ beatId, id }: { beatId: number; id: string }) {
  const asked = useQuery(runQuery(beatId));
  return (
    <div className="run-panel" id={id}>
      {asked.data ? (
        <>
          <Facts run={asked.data} />
          <RunSources sources={asked.data.sources} />
          <RunMetrics metrics={asked.data.metrics} beat={asked.data.beat} />
        </>
      ) : asked.error ? (
        <Problem problem={asked.error} />
      ) : (
        <div className="skeleton run-skeleton" aria-busy="true" />
      )}
    </div>
  );
}

function Facts({ run: { beat, timezone, requested } }: { run: RunDocument }) {
  const at = (moment: string | null) => (moment ? `${dayName(moment, timezone)} ${clockTime(moment, timezone)}` : "");
  const phases = phasesText(beat);
  return (
    <p className="run-facts">
      <span>
        asked for by {askerText(beat)}, {at(beat.requested_at)}
      </span>
      <span title={requested?.join(", ")}>{askedForText(beat)}</span>
      {phases && <span>{phases}</span>}
      {beat.state === "queued" && <span>it begins when the one before it has ended</span>}
      {beat.state === "abandoned" && (
        <span>
          its process died; {at(beat.ended_at)} another one found it, published what it had, and queued the rest
        </span>
      )}
      {beat.board_version !== null && <span>board {beat.board_version}</span>}
    </p>
  );
}

function Problem({ problem }: { problem: Error }) {
  const known = problem instanceof ApiProblem ? problem : null;
  return (
    <div className="run-problem" role="alert">
      <h3>{known?.code === "beat-not-found" ? "This beat is not in the ledger" : "This beat cannot be shown now"}</h3>
      <p>{known ? known.message : "The server does not answer. It is asked again by itself."}</p>
      {known?.code === "beat-not-found" && <p>Old beats leave it together with readings.</p>}
    </div>
  );
}
