import { Link } from "@tanstack/react-router";
import type { Incident } from "@/api/alerts";
import {
  badgesOf,
  glyphOf,
  incidentSentence,
  isUntaken,
  nameOf,
  nextText,
  onItText,
  type Told,
  toldText,
  whatIsWrong,
} from "@/components/alerts/words";
import { Glyph } from "@/components/glyph";
import { longAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import type { Front } from "../acts/act-front";
import { IncidentActs } from "../acts/incident-acts";

interface IncidentRowProps {
  incident: Incident;
  zone: string;
  /** Null for those who only look. */
  front: Front | null;
}

/** One incident: what is wrong, since when, who is on it, who was told, and what can be done. The name leads to all that is known of it. */
export function IncidentRow({ incident, zone, front }: IncidentRowProps) {
  const { incident_id, kind, severity, metric, state } = incident;
  const spoken = useClock((now) => incidentSentence(incident, now, zone));
  const look = kind === "threshold" && state !== "closed" ? severity : "failing";
  return (
    <li className={`incident incident-${look}`} data-incident={incident_id}>
      <Link
        to="/alerts/$incidentId"
        params={{ incidentId: String(incident_id) }}
        className="incident-link"
        aria-label={spoken}
      >
        <Glyph name={glyphOf(incident)} />
        <span className="incident-name">
          {metric?.code && <b className="incident-code">{metric.code}</b>}
          <span>{nameOf(incident)}</span>
          <span className="quiet">#{incident_id}</span>
        </span>
        <span className="incident-wrong">{whatIsWrong(incident)}</span>
        <span className="incident-since">
          <Since at={incident.since} zone={zone} />
        </span>
      </Link>
      <div className="incident-state">
        <OnIt incident={incident} zone={zone} />
        <ToldLine incident={incident} zone={zone} />
        <Badges incident={incident} zone={zone} />
      </div>
      {front && <IncidentActs incident={incident} front={front} />}
    </li>
  );
}

export function Since({ at, zone }: { at: string; zone: string }) {
  const when = useClock((now) => `since ${whenText(at, now, zone)}`);
  const age = useClock((now) => {
    const passed = since(at, now);
    return passed === null || Number.isNaN(passed) ? "" : longAge(passed);
  });
  return (
    <>
      <b>{age}</b> <span>{when}</span>
    </>
  );
}

/** Who is on it. That nobody is stands out. */
export function OnIt({ incident, zone }: { incident: Incident; zone: string }) {
  const who = useClock((now) => onItText(incident, now, zone) ?? "");
  if (who)
    return (
      <span className="on-it">
        <Glyph name="person" />
        {who}
      </span>
    );
  return isUntaken(incident) ? <span className="not-picked-up">not picked up</span> : null;
}

export function ToldLine({ incident, zone }: { incident: Incident; zone: string }) {
  const told = JSON.parse(useClock((now) => JSON.stringify(toldText(incident, now, zone)))) as Told;
  const next = useClock((now) => nextText(incident, now, zone) ?? "");
  return (
    <span className={`told told-${told.tone}`} title={next || undefined}>
      {told.text}
      {next && <em>, {next}</em>}
    </span>
  );
}

export function Badges({ incident, zone }: { incident: Incident; zone: string }) {
  const told = useClock((now) => JSON.stringify(badgesOf(incident, now, zone)));
  const badges = JSON.parse(told) as ReturnType<typeof badgesOf>;
  if (badges.length === 0) return null;
  return (
    <span className="incident-badges">
      {badges.map(({ key, text, title }) => (
        <span key={key} className={`incident-badge incident-badge-${key}`} title={title}>
          {text}
        </span>
      ))}
    </span>
  );
}
