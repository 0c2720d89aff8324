import { Fragment } from "react";
import type { Run } from "@/api/runs";
import { dayName, isoDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { PhaseLegend } from "./phase-bar";
import { RunItem } from "./run-item";
import type { RunsView } from "./view";

interface RunsListProps {
  runs: Run[];
  zone: string;
  view: RunsView;
  onOpen: (beat: number | null) => void;
}

/** Beats below the days on which they began, or were asked for. */
export function RunsList({ runs, zone, view, onOpen }: RunsListProps) {
  const longest = Math.max(...runs.map((run) => run.seconds ?? 0), 0.001);
  const dayOf = (run: Run) => isoDay(run.started_at ?? run.requested_at, zone);
  return (
    <section className="card runs-list" aria-label="Beats">
      <div className="run-head" aria-hidden="true">
        <span className="head-name">Began</span>
        <span>State</span>
        <span>Asked by</span>
        <PhaseLegend />
        <span className="right">Took</span>
        <span className="right">Sources</span>
        <span className="right">Rows landed</span>
        <span className="right">Metrics</span>
        <span className="right">Computed</span>
      </div>
      <ul>
        {runs.map((run, index) => {
          const before = runs[index - 1];
          return (
            <Fragment key={run.beat_id}>
              {(!before || dayOf(before) !== dayOf(run)) && <Day at={run.started_at ?? run.requested_at} zone={zone} />}
              <RunItem
                run={run}
                zone={zone}
                longest={longest}
                open={run.beat_id === view.beat}
                onToggle={() => onOpen(run.beat_id === view.beat ? null : run.beat_id)}
              />
            </Fragment>
          );
        })}
      </ul>
    </section>
  );
}

function Day({ at, zone }: { at: string; zone: string }) {
  const name = useClock((now) => (isoDay(at, zone) === isoDay(now, zone) ? "Today" : dayName(at, zone)));
  return (
    <li className="run-day">
      <h2>{name}</h2>
    </li>
  );
}
