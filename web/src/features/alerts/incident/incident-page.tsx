import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { type IncidentDocument, incidentQuery } from "@/api/alerts";
import { useMay } from "@/api/session";
import { CLOSED_WORDS, glyphOf, isUntaken, nameOf, whatIsWrong } from "@/components/alerts/words";
import { Glyph } from "@/components/glyph";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { ownerName } from "@/components/words";
import { clockTime, fullDay, whenText } from "@/lib/calendar";
import { followPaper } from "@/lib/paper";
import { ownsKeys } from "@/lib/typing";
import { useClock } from "@/lib/use-clock";
import { useTitle } from "@/lib/use-title";
import { ActFront, type Front, useActFront } from "../acts/act-front";
import { IncidentActs } from "../acts/incident-acts";
import { Badges, OnIt, Since, ToldLine } from "../inbox/incident-row";
import { act } from "../inbox/use-inbox-keys";
import { Evidence } from "./evidence";
import { SentCard } from "./sent-card";
import { Timeline } from "./timeline";
import "@/components/card.css";
import "../alerts.css";
import "../incidents.css";
import "../acts/incident-acts.css";
import "../lists.css";
import "../standing/standing.css";
import "../alerts-phone.css";
import "./incident.css";
import "./timeline.css";
import "./incident-phone.css";

/** One incident: what is wrong, who is on it, what happened, who did what, and what was sent to whom. */
export function IncidentPage() {
  const { incidentId } = useParams({ strict: false });
  const asked = useQuery(incidentQuery(Number(incidentId)));
  useTitle(asked.data ? `#${incidentId} ${nameOf(asked.data.incident)}` : `Incident ${incidentId}`);
  if (asked.data) return <Loaded key={incidentId} document={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return (
      <PageProblem title="This incident cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />
    );
  return (
    <main className="alerts" aria-busy="true" aria-label="Loading the incident">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton alerts-skeleton" />
    </main>
  );
}

function Loaded({ document, outdated }: { document: IncidentDocument; outdated: boolean }) {
  const { incident, timezone: zone } = document;
  const mayAct = useMay("operator");
  const front = useActFront(zone);
  useEffect(followPaper, []);
  useIncidentKeys(document, mayAct ? front : null);
  const printed = useClock((at) => `${fullDay(at, zone)} ${clockTime(at, zone)}`);
  return (
    <main className="alerts incident-page">
      <Head document={document} outdated={outdated} />
      <div className="incident-grid">
        <div className="incident-main">
          <StateCard document={document} front={mayAct ? front : null} />
          <Timeline document={document} onComment={mayAct ? () => front.ask("comment", incident) : null} />
        </div>
        <aside className="incident-side">
          <Evidence document={document} />
          <SentCard deliveries={document.deliveries} zone={zone} />
          <Folded document={document} />
        </aside>
      </div>
      <p className="paper-only">Printed {printed}.</p>
      <ActFront front={front} />
    </main>
  );
}

function Head({ document: { incident }, outdated }: { document: IncidentDocument; outdated: boolean }) {
  const { metric, incident_id, kind, severity, state } = incident;
  const look = kind === "threshold" && state !== "closed" ? severity : "failing";
  return (
    <header className={`incident-top incident-${look}`}>
      <Link to="/alerts" className="incident-back">
        Alerts
      </Link>
      <div className="incident-title">
        <Glyph name={glyphOf(incident)} />
        {metric?.code && <span className="incident-code">{metric.code}</span>}
        <h1>{nameOf(incident)}</h1>
        <span className="quiet">#{incident_id}</span>
        {outdated && <Outdated />}
        {metric && (
          <Link to="/metrics/$metricId" params={{ metricId: metric.metric_id }} className="button incident-metric">
            Open the metric
          </Link>
        )}
      </div>
    </header>
  );
}

/** What is wrong and who is on it, with everything that can be done; on a phone the buttons stay at the thumb. */
function StateCard({ document, front }: { document: IncidentDocument; front: Front | null }) {
  const { incident, timezone: zone } = document;
  const { state, kind, severity } = incident;
  const look = kind === "threshold" && state !== "closed" ? severity : "failing";
  return (
    <section className={`card pad state-card incident-${look}`} aria-label="How it stands">
      <p className="state-wrong">{whatIsWrong(incident)}</p>
      {state === "closed" ? (
        <Ended document={document} />
      ) : (
        <>
          <p className="state-since">
            <Since at={incident.since} zone={zone} />
          </p>
          <div className="incident-state">
            {isUntaken(incident) || incident.acked_at ? <OnIt incident={incident} zone={zone} /> : null}
            <ToldLine incident={incident} zone={zone} />
            <Badges incident={incident} zone={zone} />
          </div>
          {incident.snooze && (
            <p className="quiet">
              {ownerName(incident.snooze.by)}: {incident.snooze.reason}
            </p>
          )}
          {front && <IncidentActs incident={incident} front={front} />}
        </>
      )}
    </section>
  );
}

function Ended({ document: { incident, timezone: zone } }: { document: IncidentDocument }) {
  const { closed_at, closed_by, closed_reason, acked_by } = incident;
  const when = useClock((now) => (closed_at ? whenText(closed_at, now, zone) : ""));
  return (
    <p className="state-since">
      <b>Closed</b> {when}: {closed_reason ? CLOSED_WORDS[closed_reason] : "over"}
      {closed_by && `, by ${ownerName(closed_by)}`}.{acked_by && ` ${ownerName(acked_by)} was on it.`}
    </p>
  );
}

/** What a failed source takes with it. */
function Folded({ document: { incident } }: { document: IncidentDocument }) {
  if (incident.metrics.length === 0) return null;
  return (
    <section className="card pad" aria-label="What it takes with it">
      <h2>It takes {incident.metric_count === 1 ? "a metric" : `${incident.metric_count} metrics`} with it</h2>
      <ul className="folded">
        {incident.metrics.map(({ metric_id, code, name }) => (
          <li key={metric_id}>
            <Link to="/metrics/$metricId" params={{ metricId: metric_id }}>
              <b className="incident-code">{code}</b> {name ?? metric_id}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A and S mean the incident that the page is about. */
function useIncidentKeys({ incident }: IncidentDocument, front: Front | null): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || ownsKeys(event.target)) return;
    if (front && incident.state !== "closed" && act(event.key.toLowerCase(), incident, front)) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
