import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { closedQuery, type Incident } from "@/api/alerts";
import { CLOSED_WORDS, glyphOf, nameOf, whatIsWrong } from "@/components/alerts/words";
import { Glyph } from "@/components/glyph";
import { Outdated } from "@/components/outdated";
import { ProblemNote } from "@/components/problem-note";
import { ownerName } from "@/components/words";
import { longAge } from "@/lib/age";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** What is over, the newest first. */
export function ClosedView() {
  const asked = useInfiniteQuery(closedQuery());
  const incidents = asked.data?.pages.flatMap((page) => page.incidents) ?? [];
  const zone = asked.data?.pages[0]?.timezone ?? "UTC";
  if (!asked.data)
    return asked.error ? (
      <ProblemNote problem={asked.error} />
    ) : (
      <div className="card skeleton alerts-skeleton" aria-busy="true" />
    );
  if (incidents.length === 0)
    return (
      <section className="card alerts-empty" aria-label="No closed incident">
        <Glyph name="check" />
        <h2>No incident has ended yet</h2>
        <p>An incident ends when its metric is good again, or when an edit or a deploy ends what it was about.</p>
      </section>
    );
  return (
    <>
      {asked.error && <Outdated />}
      <ul className="card closed-list" aria-label="Closed incidents">
        {incidents.map((incident) => (
          <ClosedRow key={incident.incident_id} incident={incident} zone={zone} />
        ))}
      </ul>
      {asked.hasNextPage && (
        <button
          type="button"
          className="button alerts-older"
          disabled={asked.isFetchingNextPage}
          onClick={() => void asked.fetchNextPage()}
        >
          {asked.isFetchingNextPage ? "Fetching older incidents …" : "Older incidents"}
        </button>
      )}
    </>
  );
}

function ClosedRow({ incident, zone }: { incident: Incident; zone: string }) {
  const { incident_id, metric, since, closed_at, closed_reason, closed_by, acked_by } = incident;
  const when = useClock((now) => (closed_at ? whenText(closed_at, now, zone) : ""));
  const lasted = closed_at ? longAge(Date.parse(closed_at) - Date.parse(since)) : "";
  const why = closed_reason ? CLOSED_WORDS[closed_reason] : "over";
  return (
    <li>
      <Link to="/alerts/$incidentId" params={{ incidentId: String(incident_id) }} className="closed-row">
        <Glyph name={glyphOf(incident)} />
        <span className="incident-name">
          {metric?.code && <b className="incident-code">{metric.code}</b>}
          <span>{nameOf(incident)}</span>
          <span className="quiet">#{incident_id}</span>
        </span>
        <span className="closed-what">
          {metric ? `${incident.severity} for ${lasted}` : `${whatIsWrong(incident)}, ${lasted}`}
        </span>
        <span className="closed-why">
          {why}
          {closed_by && `, by ${ownerName(closed_by)}`}
        </span>
        <span className="quiet closed-who">{acked_by ? `${ownerName(acked_by)} was on it` : ""}</span>
        <span className="closed-when">{when}</span>
      </Link>
    </li>
  );
}
