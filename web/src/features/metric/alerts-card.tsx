import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type AlertRules, closedQuery, type GateReason, type Incident, inboxQuery, rulesQuery } from "@/api/alerts";
import type { BoardMetric } from "@/api/board";
import { useMay } from "@/api/session";
import { ActTrouble } from "@/components/alerts/act-problem";
import { SnoozeDialog } from "@/components/alerts/snooze-dialog";
import { useAcknowledge } from "@/components/alerts/use-act";
import { aheadText, CLOSED_WORDS, GATE_WORDS, glyphOf, onItText, quietText, toldText } from "@/components/alerts/words";
import { Glyph } from "@/components/glyph";
import { longAge } from "@/lib/age";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import "./alerts-card.css";

const FEW = 3;

/** The open incident with what comes next, whom it tells, and the last ones that are over. */
export function AlertsCard({ metric, zone }: { metric: BoardMetric; zone: string }) {
  const inbox = useQuery(inboxQuery());
  const rules = useQuery(rulesQuery());
  const closed = useInfiniteQuery(closedQuery());
  const isOwn = (incident: Incident) => incident.kind === "threshold" && incident.subject === metric.metric_id;
  const open = inbox.data?.incidents.find(isOwn);
  const over = (closed.data?.pages[0]?.incidents ?? []).filter(isOwn).slice(0, FEW);
  return (
    <section className="card pad alerts-card" aria-label="Alerts">
      <div className="card-head">
        <h2>Alerts</h2>
        <Link to="/alerts" className="quiet runs-link">
          All alerts
        </Link>
      </div>
      {open && <Open incident={open} name={metric.name} zone={zone} />}
      {rules.data && <Whom rules={rules.data} metricId={metric.metric_id} isOpen={open !== undefined} />}
      {metric.quieted && <Quiet metric={metric} zone={zone} />}
      {over.length > 0 && (
        <ul className="alerts-card-lines" aria-label="Last incidents">
          {over.map((incident) => (
            <Over key={incident.incident_id} incident={incident} zone={zone} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Open({ incident, name, zone }: { incident: Incident; name: string; zone: string }) {
  const mayAct = useMay("operator");
  const [isSnoozing, setSnoozing] = useState(false);
  const acknowledge = useAcknowledge();
  const who = useClock((now) => onItText(incident, now, zone) ?? "");
  const told = useClock((now) => toldText(incident, now, zone).text);
  const next = useClock((now) => (incident.next ? aheadText(incident.next.at, now, zone) : ""));
  return (
    <>
      <ul className="alerts-card-lines">
        <Line glyph={glyphOf(incident)} end={<IncidentLink id={incident.incident_id} />}>
          <b>{who || (incident.state === "pending" ? "waits for more readings" : "not picked up")}</b>
        </Line>
        <Line glyph="bell">{told}</Line>
        {incident.next && (
          <Line glyph="stale" end={next}>
            {incident.next.what === "step" ? "more people, if still so" : "reminder, if still so"}
          </Line>
        )}
      </ul>
      {mayAct && incident.state !== "pending" && (
        <div className="edit-ways">
          {!incident.acked_at && (
            <button type="button" className="button button-main" onClick={() => acknowledge.mutate(incident)}>
              Acknowledge
            </button>
          )}
          {!incident.snooze && (
            <button type="button" className="button" onClick={() => setSnoozing(true)}>
              Snooze
            </button>
          )}
        </div>
      )}
      {acknowledge.error && <ActTrouble problem={acknowledge.error} zone={zone} />}
      {isSnoozing && (
        <SnoozeDialog metricId={incident.subject} name={name} zone={zone} onClose={() => setSnoozing(false)} />
      )}
    </>
  );
}

function IncidentLink({ id }: { id: number }) {
  return (
    <Link to="/alerts/$incidentId" params={{ incidentId: String(id) }} className="runs-link">
      #{id}
    </Link>
  );
}

interface LineProps {
  glyph: Parameters<typeof Glyph>[0]["name"];
  end?: React.ReactNode;
  children: React.ReactNode;
}

function Line({ glyph, end, children }: LineProps) {
  return (
    <li>
      <Glyph name={glyph} />
      <span>{children}</span>
      <span className="quiet">{end}</span>
    </li>
  );
}

const SAID_BELOW: GateReason[] = ["snoozed", "silenced", "muted"];

/** Whom it would tell now, or what keeps it from telling anybody. */
function Whom({ rules, metricId, isOpen }: { rules: AlertRules; metricId: string; isOpen: boolean }) {
  const own = rules.metrics.find((each) => each.metric_id === metricId);
  if (!own) return null;
  const { gate, targets, line } = own;
  if (!gate.open) {
    const why = gate.reasons.filter((reason) => !SAID_BELOW.includes(reason)).map((reason) => GATE_WORDS[reason]);
    if (why.length === 0) return null;
    return <p className="note">It tells nobody: {why.join(", ")}.</p>;
  }
  if (isOpen) return null;
  const whom = targets.map(({ channel, recipient }) => recipient || channel).join(" and ");
  return (
    <ul className="alerts-card-lines">
      <Line glyph="bell" end={line?.text}>
        <b>{whom}</b>
      </Line>
    </ul>
  );
}

function Quiet({ metric, zone }: { metric: BoardMetric; zone: string }) {
  const text = useClock((now) => (metric.quieted ? quietText(metric.quieted, now, zone) : ""));
  return <p className="note">It is {text}.</p>;
}

function Over({ incident, zone }: { incident: Incident; zone: string }) {
  const { incident_id, severity, since, closed_at, closed_reason } = incident;
  const when = useClock((now) => (closed_at ? whenText(closed_at, now, zone) : ""));
  const lasted = closed_at ? longAge(Date.parse(closed_at) - Date.parse(since)) : "";
  return (
    <Line glyph="check" end={when}>
      <IncidentLink id={incident_id} /> {severity} for {lasted}
      {closed_reason && closed_reason !== "resolved" && `, ${CLOSED_WORDS[closed_reason]}`}
    </Line>
  );
}
