import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { FullReload, Source, SourceProblem } from "@/api/sources";
import { Ago } from "@/components/ago";
import { Breakable } from "@/components/breakable";
import { Chevron } from "@/components/chevron";
import { Glyph } from "@/components/glyph";
import { Ticked } from "@/components/ticked";
import { useDisclosure } from "@/components/use-disclosure";
import { counted, countText, secondsText, sizeText } from "@/lib/amounts";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { TableList } from "./table-list";
import { lagText, STATES, sourceSentence, uncomparedText } from "./words";

interface SourceItemProps {
  source: Source;
  reloads: FullReload[];
  zone: string;
  /** The address names it. */
  named: boolean;
}

/** One source: a line of facts, and below it, when it is opened, what fails and its tables. */
export function SourceItem({ source, reloads, zone, named }: SourceItemProps) {
  const { open, button, panelId } = useDisclosure(named || source.problems.length > 0);
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (named) item.current?.scrollIntoView({ block: "start" });
  }, [named]);
  const { glyph } = STATES[source.state];
  return (
    <li ref={item} className={`source source-${source.state}`}>
      <button type="button" className="source-line" aria-label={sourceSentence(source)} {...button}>
        <Chevron open={open} />
        <Glyph name={glyph} />
        <span className="source-name">
          <b>{source.source_id}</b>
          <span className="quiet">{source.kind}</span>
        </span>
        <State source={source} zone={zone} />
        <Figure unit="table" count={source.table_count} />
        <Figure unit="row" count={source.rows} />
        <span className="right source-figure">{source.bytes > 0 ? sizeText(source.bytes) : "–"}</span>
        <span className="source-read">
          <Ago at={source.checked_at} zone={zone} />
        </span>
        <span className="source-schedule">
          <Schedule schedule={source.schedule} />
        </span>
      </button>
      {open && (
        <div className="source-panel" id={panelId}>
          {source.problems.map((problem) => (
            <Problem key={problem.table ?? problem.dataset} problem={problem} zone={zone} />
          ))}
          <Facts source={source} zone={zone} />
          <TableList source={source} reloads={reloads} zone={zone} />
        </div>
      )}
    </li>
  );
}

/** A number under its heading; on a phone, where headings have no room, with its unit. */
function Figure({ count, unit }: { count: number; unit: string }) {
  return (
    <span className="right source-figure">
      {count > 0 ? countText(count) : "–"}
      <span className="unit">{count === 1 ? ` ${unit}` : ` ${unit}s`}</span>
    </span>
  );
}

/** `with each beat`, `once a day`, or the cron expression as it is written. */
function Schedule({ schedule }: { schedule: string }) {
  if (schedule === "hourly") return "with each beat";
  return schedule === "daily" ? "once a day" : <code>{schedule}</code>;
}

function State({ source, zone }: { source: Source; zone: string }) {
  const since = source.problems.reduce<string | null>(
    (first, { since: at }) => (at && (first === null || at < first) ? at : first),
    null,
  );
  const when = useClock((at) => (since ? ` since ${whenText(since, at, zone)}` : ""));
  const uncompared = uncomparedText(source);
  return (
    <span className="source-state">
      <span className={`state-pill state-pill-${source.state}`}>
        {STATES[source.state].word}
        {when}
      </span>
      {uncompared && <span className="source-uncompared">{uncompared}</span>}
    </span>
  );
}

function Problem({ problem, zone }: { problem: SourceProblem; zone: string }) {
  const when = useClock((at) => (problem.since ? ` since ${whenText(problem.since, at, zone)}` : ""));
  return (
    <div className="source-problem">
      <h3>
        <code>
          <Breakable text={problem.table ?? problem.dataset} />
        </code>{" "}
        {problem.state === "held" ? "is held" : "is failing"}
        {when}
      </h3>
      <p>{problem.error}</p>
      {problem.hint && (
        <p className="source-hint">
          <Ticked text={problem.hint} />
        </p>
      )}
    </div>
  );
}

/** How it is read, in one line. */
function Facts({ source, zone }: { source: Source; zone: string }) {
  const { last_run: run } = source;
  const took = run ? (Date.parse(run.ended_at) - Date.parse(run.started_at)) / 1000 : 0;
  const rows = source.kind === "files" || source.kind === "webhook" ? null : lagText(source.lag_seconds);
  const compared = source.reconcile === "off" ? "not compared" : `compared ${source.reconcile}`;
  return (
    <p className="source-facts">
      <code>
        <Breakable text={source.file} />
      </code>
      <span>
        read <Schedule schedule={source.schedule} />
      </span>
      {rows && <span>{rows}</span>}
      {source.kind !== "webhook" && <span>{compared}</span>}
      {run && (
        <span>
          last run{" "}
          <Link to="/runs" className="runs-link">
            <Ago at={run.started_at} zone={zone} />
          </Link>
          , {secondsText(took)}
        </span>
      )}
      {source.backfill && (
        <span>
          a first load goes on: {source.backfill.done} of {counted(source.backfill.tables, "table")}
        </span>
      )}
      {source.datasets.length > 1 && <span>{counted(source.datasets.length, "dataset")}</span>}
    </p>
  );
}
