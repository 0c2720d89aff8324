import { Link } from "@tanstack/react-router";
import type { RunSource } from "@/api/runs";
import { Breakable } from "@/components/breakable";
import { Chevron } from "@/components/chevron";
import { Ticked } from "@/components/ticked";
import { useDisclosure } from "@/components/use-disclosure";
import { counted, countText, secondsText } from "@/lib/amounts";
import { SOURCE_WORDS } from "./words";

/** What each dataset brought; what failed comes first. */
export function RunSources({ sources }: { sources: RunSource[] }) {
  if (sources.length === 0) return null;
  const longest = Math.max(...sources.map((source) => source.seconds ?? 0), 0.001);
  return (
    <section className="run-part" aria-label="Sources">
      <h3>Sources</h3>
      <ul className="run-table">
        {sources.map((source) => (
          <Source key={source.dataset} source={source} longest={longest} />
        ))}
      </ul>
    </section>
  );
}

function Source({ source, longest }: { source: RunSource; longest: number }) {
  const { open, button, panelId } = useDisclosure(false);
  const failed = source.state === "error" || source.state === "held";
  const share = ((source.seconds ?? 0) / longest) * 100;
  return (
    <li className="run-source">
      <div className="run-row">
        <Link to="/sources" search={{ source: source.source_id }} className="run-name">
          <code>
            <Breakable text={source.dataset} />
          </code>
        </Link>
        <span className={failed ? `run-mark run-mark-${source.state}` : "run-outcome"}>
          {SOURCE_WORDS[source.state]}
        </span>
        {source.loads.length > 0 ? (
          <button type="button" className="run-loads-button" {...button}>
            <Chevron open={open} />
            {counted(source.loads.length, "table")}
          </button>
        ) : (
          <span className="run-why">{source.tables === null ? "" : counted(source.tables, "table")}</span>
        )}
        <span className="right run-rows">{source.rows === null ? "" : counted(source.rows, "row")}</span>
        <Spent seconds={source.seconds} share={share} text={secondsText} />
      </div>
      {open && (
        <ul className="run-loads" id={panelId}>
          {source.loads.map((load) => (
            <li key={load.table}>
              <code>
                <Breakable text={load.table} />
              </code>
              <span className="right">{load.rows > 0 ? countText(load.rows) : "nothing new"}</span>
              <span className="right quiet">{secondsText(load.seconds)}</span>
              {load.note && <span className="quiet run-note">{load.note}</span>}
            </li>
          ))}
        </ul>
      )}
      {source.problems.map((problem) => (
        <div className="run-problem" key={problem.table ?? ""}>
          {problem.table && (
            <h4>
              <code>{problem.table}</code> {problem.state === "held" ? "is held" : "failed"}
            </h4>
          )}
          <p>{problem.error}</p>
          {problem.hint && (
            <p className="run-hint">
              <Ticked text={problem.hint} />
            </p>
          )}
        </div>
      ))}
      {source.notes.map((note) => (
        <p key={note} className="run-noted">
          {note}
        </p>
      ))}
    </li>
  );
}

interface SpentProps {
  seconds: number | null;
  /** Of the longest one, in percent. */
  share: number;
  text: (seconds: number) => string;
}

/** Seconds with a tiny bar beside the longest of its kind. */
export function Spent({ seconds, share, text }: SpentProps) {
  return (
    <span className="run-spent">
      {seconds !== null && (
        <>
          <i className="spent-track" aria-hidden="true">
            <i style={{ width: `${share}%` }} />
          </i>
          {text(seconds)}
        </>
      )}
    </span>
  );
}
