import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type Run, runsQuery } from "@/api/runs";
import { useLive } from "@/api/use-live";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { BeatFilters } from "./beat-filters";
import { EmptyBeats } from "./empty-beats";
import { LiveBeat } from "./live-beat";
import { RunsList } from "./runs-list";
import { SoleRun } from "./sole-run";
import type { RunsView } from "./view";
import { leadOf } from "./words";

interface BeatsViewProps {
  view: RunsView;
  onChange: (change: Partial<RunsView>) => void;
}

/** Beats, the newest first; above them the one that runs or waits. */
export function BeatsView({ view, onChange }: BeatsViewProps) {
  const asked = useInfiniteQuery(runsQuery(view));
  useBeatNews();
  const isFiltered = view.state !== null || view.trigger !== null || view.failed;
  if (!asked.data && asked.error)
    return (
      <PageProblem title="The beats cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />
    );
  const runs = asked.data?.pages.flatMap((page) => page.beats) ?? [];
  const zone = asked.data?.pages[0]?.timezone ?? "UTC";
  const lead = isFiltered ? null : leadOf(runs);
  const opened = view.beat !== null && asked.data && runs.every((run) => run.beat_id !== view.beat);
  return (
    <>
      <div className="runs-bar">
        <BeatFilters view={view} onChange={onChange} />
        {asked.error && asked.data && <Outdated />}
        {lead && (
          <p>
            <b>{lead.lead}</b> {lead.rest}
          </p>
        )}
      </div>
      <LiveBeat usualSources={usualSourcesOf(runs)} onOpen={(beat) => onChange({ beat })} />
      {opened && view.beat !== null && <SoleRun beatId={view.beat} onClose={() => onChange({ beat: null })} />}
      {!asked.data && <div className="card skeleton runs-skeleton" aria-busy="true" />}
      {asked.data && runs.length === 0 && (
        <EmptyBeats isFiltered={isFiltered} onAll={() => onChange({ state: null, trigger: null, failed: false })} />
      )}
      {runs.length > 0 && <RunsList runs={runs} zone={zone} view={view} onOpen={(beat) => onChange({ beat })} />}
      {asked.hasNextPage && (
        <button
          type="button"
          className="button runs-older"
          disabled={asked.isFetchingNextPage}
          onClick={() => void asked.fetchNextPage()}
        >
          {asked.isFetchingNextPage ? "Fetching older beats …" : "Older beats"}
        </button>
      )}
    </>
  );
}

/** How many datasets the last beat read that was asked for all metrics. */
function usualSourcesOf(runs: Run[]): number {
  return runs.find((run) => run.state === "done" && run.ingest && run.requested_metrics === null)?.sources.total ?? 0;
}

/** When a beat begins or ends, the list has news. */
function useBeatNews(): void {
  const queries = useQueryClient();
  const running = useLive(({ job }) => (job ? `${job.job_id} ${job.state}` : ""));
  useEffect(() => {
    void running;
    void queries.invalidateQueries({ queryKey: ["beats"] });
  }, [queries, running]);
}
