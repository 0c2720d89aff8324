import { useEffect, useId, useRef } from "react";
import type { Run } from "@/api/runs";
import { Chevron } from "@/components/chevron";
import { Glyph } from "@/components/glyph";
import { since } from "@/lib/age";
import { countText, secondsText } from "@/lib/amounts";
import { clockTime } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { PhaseBar } from "./phase-bar";
import { RunPanel } from "./run-panel";
import { ASKED_BY, askerText, failureText, glyphOf, runSentence, STATE_WORDS } from "./words";

interface RunItemProps {
  run: Run;
  zone: string;
  longest: number;
  open: boolean;
  onToggle: () => void;
}

/** One beat: a line of facts, and below it, when it is opened, everything in it. */
export function RunItem({ run, zone, longest, open, onToggle }: RunItemProps) {
  const panelId = useId();
  const item = useRef<HTMLLIElement>(null);
  const wasNamed = useRef(open);
  // The address named it when the page was opened: it may stand far below.
  useEffect(() => {
    if (wasNamed.current) item.current?.scrollIntoView({ block: "start" });
  }, []);
  const began = clockTime(run.started_at ?? run.requested_at, zone);
  return (
    <li ref={item} className={`run run-${run.state}`}>
      <button
        type="button"
        className="run-line"
        aria-label={runSentence(run, began)}
        aria-expanded={open}
        aria-controls={open ? panelId : undefined}
        onClick={onToggle}
      >
        <Chevron open={open} />
        <Glyph name={glyphOf(run)} />
        <span className="run-when">
          <b>{began}</b> <span className="quiet">#{run.beat_id}</span>
        </span>
        <RunState run={run} />
        <span className="run-asked" title={askerText(run)}>
          {run.asked_by[0] ?? ASKED_BY[run.trigger]}
        </span>
        <PhaseBar run={run} longest={longest} />
        <span className="right run-took">
          <Took run={run} />
        </span>
        <Figure count={run.sources.total} unit="source" />
        <Figure count={run.rows} unit="row" />
        <Figure count={run.metrics.total} unit="metric" />
        <Figure count={run.metrics.executed} unit="computed" plural="computed" />
      </button>
      {open && <RunPanel beatId={run.beat_id} id={panelId} />}
    </li>
  );
}

/** Of one that runs, how long it has been at it by now. */
function Took({ run }: { run: Run }) {
  return useClock((now) => {
    const going = run.state === "running" ? since(run.started_at, now) : null;
    if (going !== null && !Number.isNaN(going)) return secondsText(Math.round(going / 1000));
    return run.seconds === null ? "–" : secondsText(run.seconds);
  });
}

/** What failed is loud; that it is done need not be said. */
export function RunState({ run }: { run: Run }) {
  const failed = failureText(run);
  const word = run.state === "done" ? "well" : STATE_WORDS[run.state];
  return (
    <span className="run-state">
      {(run.state !== "done" || !failed) && <span className={`run-word run-word-${run.state}`}>{word}</span>}
      {failed && <span className="run-failed">{failed}</span>}
    </span>
  );
}

/** A number under its heading; on a phone, where headings have no room, with its unit. */
function Figure({ count, unit, plural = `${unit}s` }: { count: number; unit: string; plural?: string }) {
  return (
    <span className={`right run-figure ${count > 0 ? "" : "run-figure-none"}`}>
      {count > 0 ? countText(count) : "–"}
      <span className="unit"> {count === 1 ? unit : plural}</span>
    </span>
  );
}
