import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Job } from "@/api/board";
import { ApiProblem } from "@/api/http";
import { hasEnded, jobQuery, recompute } from "@/api/recompute";
import { useLive } from "@/api/use-live";
import { Glyph } from "@/components/glyph";
import { Ticked } from "@/components/ticked";
import { NO_WORKER, useWaiting } from "@/components/use-waiting";
import { type Progress, progressOf } from "./refresh-words";

/** Reads the tables of one metric and measures it now; says how that goes, and what failed. */
export function RefreshMetric({ metricId }: { metricId: string }) {
  const queries = useQueryClient();
  const [jobId, setJobId] = useState<number | null>(null);
  const asking = useMutation({
    networkMode: "always",
    mutationFn: () => recompute([metricId]),
    onSuccess: setJobId,
  });
  const asked = useQuery(jobQuery(jobId));
  const live = useLive((state) => (state.job?.job_id === jobId ? state.job : null));
  // The stream tells of a beat twice a second; once it is over only the ledger knows how it ended.
  const job = hasEnded(asked.data) ? asked.data : (live ?? asked.data);
  const ended = hasEnded(job);
  const waiting = useWaiting();
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ["metric", metricId] });
  }, [ended, queries, metricId]);
  const busy = asking.isPending || (jobId !== null && !ended);
  const told = asking.error ? refusal(asking.error) : jobId === null ? null : progress(job, metricId);
  return (
    <span className="refresh-metric">
      <button
        type="button"
        className="button refresh-button"
        disabled={busy}
        data-busy={busy || undefined}
        title={waiting ? NO_WORKER : "Read its tables and measure it now"}
        onClick={() => asking.mutate()}
      >
        <Glyph name="refresh" />
        {busy ? "Refreshing" : "Refresh"}
      </button>
      <span
        role="status"
        className={told?.failed ? "refresh-told refresh-failed" : "refresh-told"}
        title={told?.text.replaceAll("`", "")}
      >
        {busy && waiting ? "waiting for a worker" : told && <Ticked text={told.text} />}
      </span>
    </span>
  );
}

function progress(job: Job | undefined, metricId: string): Progress {
  return job ? progressOf(job, metricId) : { text: "asked", failed: false };
}

function refusal(problem: Error): Progress {
  const text =
    problem instanceof ApiProblem ? `${problem.message} ${problem.hint ?? ""}` : "The server did not answer.";
  return { text: text.trim(), failed: true };
}
