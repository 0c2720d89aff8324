import { useMutation } from "@tanstack/react-query";
import { ApiProblem } from "@/api/http";
import { recompute } from "@/api/metric-page";
import { useLive } from "@/api/use-live";
import { Glyph } from "@/components/glyph";
import { NO_WORKER, useWaiting } from "@/components/use-waiting";

/** Starts a beat over all metrics; while one runs, whoever started it, there is nothing to press. */
export function RefreshButton() {
  const running = useLive((state) => state.job !== null);
  const waiting = useWaiting();
  const beat = useMutation({ mutationFn: recompute });
  const busy = running || beat.isPending;
  const said = beat.error ? problemText(beat.error) : "Read the sources and measure all metrics now";
  const word = waiting ? "waiting" : busy ? "refreshing" : beat.error ? "try again" : "refresh";
  return (
    <button
      type="button"
      className="tool"
      disabled={busy}
      onClick={() => beat.mutate()}
      title={waiting ? NO_WORKER : said}
    >
      <Glyph name="refresh" />
      <span>{word}</span>
    </button>
  );
}

function problemText(problem: Error): string {
  return problem instanceof ApiProblem ? `${problem.message} ${problem.hint ?? ""}` : "The server did not answer.";
}
