import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { hasEnded, jobQuery, recompute } from "@/api/recompute";
import { useMay } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Glyph } from "@/components/glyph";
import { NO_WORKER, useWaiting } from "@/components/use-waiting";
import { loadPart } from "@/lib/page-part";
import { useLater } from "@/lib/use-later";
import { outcomeOf, refusalOf } from "./refresh-outcome";

const loadNotice = () => loadPart(() => import("./refresh-notice")).then((part) => part.RefreshNotice);

/** Starts a beat over all metrics; while one runs, whoever started it, there is nothing to press. What failed in it is told after. */
export function RefreshButton() {
  const mayRefresh = useMay("operator");
  const running = useLive((state) => state.job !== null);
  const waiting = useWaiting();
  const [jobId, setJobId] = useState<number | null>(null);
  const asking = useMutation({
    networkMode: "always",
    mutationFn: () => recompute("all"),
    onMutate: () => setJobId(null),
    onSuccess: setJobId,
  });
  const job = useQuery(jobQuery(jobId)).data;
  const busy = running || asking.isPending || (jobId !== null && !hasEnded(job));
  const outcome = asking.error ? refusalOf(asking.error) : hasEnded(job) && job ? outcomeOf(job) : null;
  const failed = outcome !== null && outcome.failures.length > 0;
  const Notice = useLater(loadNotice, failed);
  const [news, setNews] = useState("");
  const title = outcome?.title ?? "";
  useEffect(() => setNews(title), [title]);
  if (!mayRefresh) return null;
  return (
    <>
      <button
        type="button"
        className="tool"
        disabled={busy}
        onClick={() => asking.mutate()}
        title={waiting ? NO_WORKER : "Read the sources and measure all metrics now"}
      >
        <Glyph name="refresh" />
        <span>{wordOf(waiting, busy, failed)}</span>
      </button>
      <span className="visually-hidden" role="status">
        {news}
      </span>
      {outcome && failed && Notice && (
        <Notice
          outcome={outcome}
          onClose={() => {
            asking.reset();
            setJobId(null);
          }}
        />
      )}
    </>
  );
}

function wordOf(waiting: boolean, busy: boolean, failed: boolean): string {
  if (waiting) return "waiting";
  if (busy) return "refreshing";
  return failed ? "try again" : "refresh";
}
