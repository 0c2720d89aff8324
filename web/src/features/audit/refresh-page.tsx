import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type AuditPage, refreshPage } from "@/api/audit";
import { ApiProblem } from "@/api/http";
import { Glyph } from "@/components/glyph";
import { Ticked } from "@/components/ticked";
import { useClock } from "@/lib/use-clock";
import { type AskedFor, isUnattended, progressOf } from "./page-words";

/** Asks for all that the page shows to be computed anew, and says how that goes. */
export function RefreshPage({ page }: { page: AuditPage }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<AskedFor | null>(null);
  const asking = useMutation({
    networkMode: "always",
    mutationFn: () => refreshPage(page.page, page.window),
    onSuccess: (answer) => {
      setAsked(answer);
      return queries.invalidateQueries({ queryKey: ["cuts", "page", page.page] });
    },
  });
  const isAlone = useClock((at) => isUnattended(page, at));
  const progress = asked && progressOf(asked, page);
  const busy = asking.isPending || page.refreshing > 0;
  const told = asking.error ? refusal(asking.error) : busy && isAlone ? NO_WORKER : (progress?.text ?? "");
  const isFailed = asking.error !== null || (progress?.failed ?? 0) > 0;
  return (
    <span className="refresh-cuts">
      <span role="status" className={isFailed ? "refresh-told refresh-failed" : "refresh-told"}>
        {told && <Ticked text={told} />}
      </span>
      <button
        type="button"
        className="button refresh-button"
        disabled={busy}
        data-busy={busy || undefined}
        title="Compute all of this page anew, for this window"
        onClick={() => asking.mutate()}
      >
        <Glyph name="refresh" />
        {busy ? "Computing" : "Refresh"}
      </button>
    </span>
  );
}

const NO_WORKER = "No worker takes it: `heartbeat serve` or `heartbeat worker` runs one.";

function refusal(problem: Error): string {
  return problem instanceof ApiProblem
    ? `${problem.message} ${problem.hint ?? ""}`.trim()
    : "The server did not answer.";
}
