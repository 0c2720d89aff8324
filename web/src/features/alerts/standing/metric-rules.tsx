import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { MetricRules } from "@/api/alerts";
import { foldText } from "@/lib/fold-text";
import { budgetText, patienceText, whomText } from "./rule-words";

/** Of each metric when it pages, and whom. */
export function MetricRulesTable({ metrics }: { metrics: MetricRules[] }) {
  const [query, setQuery] = useState("");
  const wanted = foldText(query).split(/\s+/).filter(Boolean);
  const shown = metrics.filter((metric) => {
    const told = foldText([metric.code, metric.name, metric.area, metric.owner, whomText(metric)].join(" "));
    return wanted.every((word) => told.includes(word));
  });
  return (
    <section className="card rules-metrics" aria-label="Whom each metric tells">
      <label className="rules-find">
        <span className="visually-hidden">Find a metric</span>
        <input
          type="search"
          placeholder="Find a metric, an owner, a channel"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <span className="quiet" role="status">
          {shown.length} of {metrics.length}
        </span>
      </label>
      <table>
        <thead>
          <tr>
            <th>Metric</th>
            <th>Tells now</th>
            <th>Pages beyond</th>
            <th>Good again from</th>
            <th>Opens, ends after</th>
            <th className="right">Pages in 7 d</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((metric) => (
            <MetricRow key={metric.metric_id} metric={metric} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function MetricRow({ metric }: { metric: MetricRules }) {
  const { metric_id, code, name, line, clear, page_on, page_on_typical, budget, gate, incident_id } = metric;
  const beyond = line?.text ?? (page_on_typical ? "what is typical" : "no line: it never pages");
  return (
    <tr>
      <th scope="row">
        <Link to="/metrics/$metricId" params={{ metricId: metric_id }}>
          <b className="incident-code">{code}</b> {name ?? metric_id}
        </Link>
        {incident_id !== null && (
          <Link to="/alerts/$incidentId" params={{ incidentId: String(incident_id) }} className="rules-incident">
            #{incident_id} open
          </Link>
        )}
      </th>
      <td data-name="tells" className={gate.open ? "rules-whom" : "rules-nobody"}>
        {whomText(metric)}
      </td>
      <td data-name="beyond">
        {beyond}
        {page_on === "amber" && <span className="quiet"> (amber pages too)</span>}
      </td>
      <td data-name="good again from">{clear ?? "–"}</td>
      <td data-name="opens, ends after" className="quiet">
        {patienceText(metric)}
      </td>
      <td data-name="pages in 7 d" className={budget.over ? "right rules-over" : "right"}>
        {budgetText(budget)}
      </td>
    </tr>
  );
}
