import { Link } from "@tanstack/react-router";
import type { Run, RunMetric } from "@/api/runs";
import { Ticked } from "@/components/ticked";
import { useDisclosure } from "@/components/use-disclosure";
import { counted, countText, fineSecondsText } from "@/lib/amounts";
import { Spent } from "./run-sources";
import { OUTCOME_WORDS } from "./words";

const FIRST = 25;

/** What each metric cost: failures first, then the slowest. Those that nothing happened to are counted, and shown on demand. */
export function RunMetrics({ metrics, beat }: { metrics: RunMetric[]; beat: Run }) {
  const { open, button, panelId } = useDisclosure(false);
  if (metrics.length === 0) return null;
  const longest = Math.max(...metrics.map((metric) => metric.seconds ?? 0), 0.001);
  const failed = metrics.filter((metric) => metric.outcome === "error").length;
  const shown = open ? metrics : metrics.slice(0, Math.max(FIRST, failed));
  const rest = metrics.length - Math.max(FIRST, failed);
  return (
    <section className="run-part" aria-label="Metrics">
      <h3>
        Metrics <span className="quiet">{sumText(beat)}</span>
      </h3>
      <ul className="run-table" id={panelId}>
        {shown.map((metric) => (
          <Metric key={metric.metric_id} metric={metric} isOver={beat.state !== "running"} longest={longest} />
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" className="run-more" {...button} aria-controls={panelId}>
          {open ? "Fewer" : counted(rest, "more metric")}
        </button>
      )}
    </section>
  );
}

/** `12 computed, 20 carried forward, 1 failed` */
function sumText({ metrics }: Run): string {
  const named: [number, string][] = [
    [metrics.executed, "computed"],
    [metrics.carried, "carried forward"],
    [metrics.stood_still, "stood still"],
    [metrics.failed, "failed"],
  ];
  return named.flatMap(([count, word]) => (count > 0 ? `${countText(count)} ${word}` : [])).join(", ");
}

function Metric({ metric, isOver, longest }: { metric: RunMetric; isOver: boolean; longest: number }) {
  const failed = metric.outcome === "error";
  const word = isOver && metric.outcome === "running" ? "not finished" : OUTCOME_WORDS[metric.outcome];
  return (
    <li>
      <div className="run-row">
        <span className="run-name">
          <code>{metric.code}</code>{" "}
          <Link to="/metrics/$metricId" params={{ metricId: metric.metric_id }}>
            {metric.name ?? metric.metric_id}
          </Link>
        </span>
        <span className={failed ? "run-mark run-mark-error" : "run-outcome"}>{word}</span>
        <span className="run-why" title={metric.why ?? undefined}>
          {metric.why}
        </span>
        <span className="right run-rows">{metric.rows_read === null ? "" : `${countText(metric.rows_read)} rows`}</span>
        <Spent seconds={metric.seconds} share={((metric.seconds ?? 0) / longest) * 100} text={fineSecondsText} />
      </div>
      {metric.error && (
        <div className="run-problem">
          <p>{metric.error}</p>
          {metric.hint && (
            <p className="run-hint">
              <Ticked text={metric.hint} />
            </p>
          )}
        </div>
      )}
    </li>
  );
}
