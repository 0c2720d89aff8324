import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Costs, costsQuery, type MetricCost } from "@/api/runs";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { counted, countText, fineSecondsText, secondsText } from "@/lib/amounts";
import { Stretches } from "./stretches";
import { DAYS } from "./view";
import { trendText } from "./words";

const FIRST = 100;

interface CostsViewProps {
  days: number;
  onDays: (days: number) => void;
}

/** The seconds that beats spent on each metric: which one to make quicker first. */
export function CostsView({ days, onDays }: CostsViewProps) {
  const asked = useQuery({ ...costsQuery(days), placeholderData: keepPreviousData });
  if (!asked.data && asked.error)
    return (
      <PageProblem title="The costs cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />
    );
  return (
    <>
      <div className="runs-bar">
        <label className="choice choice-set">
          <span>Over</span>
          <select value={days} onChange={(event) => onDays(Number(event.target.value))}>
            {DAYS.map((each) => (
              <option key={each} value={each}>
                {each === 1 ? "24 hours" : `${each} days`}
              </option>
            ))}
          </select>
        </label>
        {asked.error && <Outdated />}
        {asked.data && <Sum costs={asked.data} />}
      </div>
      {asked.data ? <CostList costs={asked.data} /> : <div className="card skeleton runs-skeleton" aria-busy="true" />}
    </>
  );
}

function Sum({ costs }: { costs: Costs }) {
  return (
    <p>
      <b>{secondsText(costs.seconds)}</b> of measuring in {counted(costs.beats, "beat")}; with reading and publishing
      they took {secondsText(costs.beat_seconds)}.
    </p>
  );
}

function CostList({ costs }: { costs: Costs }) {
  const [isWhole, setWhole] = useState(false);
  if (costs.metrics.length === 0)
    return (
      <section className="card runs-empty" aria-label="No costs">
        <h2>Nothing was computed in this time</h2>
        <p>A metric costs something when its statement runs. Choose more days, or ask for a beat.</p>
      </section>
    );
  const shown = isWhole ? costs.metrics : costs.metrics.slice(0, FIRST);
  const largest = costs.metrics[0]?.share ?? 1;
  return (
    <section className="card costs" aria-label="What metrics cost">
      <table>
        <thead>
          <tr>
            <th>Metric</th>
            <th className="costs-share">Share of measuring</th>
            <th className="right">In all</th>
            <th className="right">Runs</th>
            <th className="right">Each</th>
            <th className="right">Longest</th>
            <th className="right">Rows read</th>
            <th className="costs-past">{pastTitle(costs)}</th>
            <th>Before</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((cost) => (
            <CostRow key={cost.metric_id} cost={cost} largest={largest} />
          ))}
        </tbody>
      </table>
      {costs.metrics.length > shown.length && (
        <button type="button" className="run-more" onClick={() => setWhole(true)}>
          {counted(costs.metrics.length - shown.length, "more metric")}
        </button>
      )}
    </section>
  );
}

function pastTitle({ days, stretch_seconds }: Costs): string {
  const hours = stretch_seconds / 3600;
  return `${days === 1 ? "24 hours" : `${days} days`}, ${hours === 24 ? "daily" : hours === 1 ? "hourly" : `each ${hours} h`}`;
}

function CostRow({ cost, largest }: { cost: MetricCost; largest: number }) {
  const trend = trendText(cost.mean_seconds, cost.mean_seconds_before);
  const percent = cost.share * 100;
  return (
    <tr>
      <th scope="row">
        <code>{cost.code}</code>{" "}
        <Link to="/metrics/$metricId" params={{ metricId: cost.metric_id }}>
          {cost.name ?? cost.metric_id}
        </Link>
        {!cost.is_registered && <span className="quiet"> retired</span>}
        {cost.failed > 0 && (
          <span className="run-failed">
            {cost.failed === 1 ? "failed once" : `failed ${countText(cost.failed)} times`}
          </span>
        )}
      </th>
      <td className="costs-share">
        <i className="spent-track" aria-hidden="true">
          <i style={{ width: `${(cost.share / largest) * 100}%` }} />
        </i>
        {percent < 0.1 ? "under 0.1 %" : `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`}
      </td>
      <td className="right strong" data-name="in all">
        {fineSecondsText(cost.seconds)}
      </td>
      <td className="right" data-name="runs">
        {countText(cost.runs)}
      </td>
      <td className="right" data-name="each">
        {fineSecondsText(cost.mean_seconds)}
      </td>
      <td className="right" data-name="longest">
        {fineSecondsText(cost.longest_seconds)}
      </td>
      <td className="right" data-name="rows read">
        {cost.rows_read === null ? "–" : countText(cost.rows_read)}
      </td>
      <td className="costs-past">
        <Stretches seconds={cost.stretches} />
      </td>
      <td className="costs-before" title={beforeTitle(cost)}>
        {trend ??
          (cost.mean_seconds_before === null ? (
            <span className="quiet">–</span>
          ) : (
            <span className="quiet">as before</span>
          ))}
      </td>
    </tr>
  );
}

function beforeTitle({ mean_seconds_before: before }: MetricCost): string {
  return before === null
    ? "It did not run in as many days before"
    : `In as many days before a run took ${fineSecondsText(before)}`;
}
