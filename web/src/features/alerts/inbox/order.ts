import type { Incident } from "@/api/alerts";
import { isUntaken } from "@/components/alerts/words";

export interface InboxPart {
  key: "untaken" | "taken" | "pending";
  title: string;
  incidents: Incident[];
}

/** Incidents as they are worked through: what nobody is on comes first, red before amber, the longest trouble first. */
export function inboxParts(incidents: Incident[]): InboxPart[] {
  const sorted = incidents.toSorted(byUrgency);
  const parts: InboxPart[] = [
    { key: "untaken", title: "Not picked up", incidents: sorted.filter(isUntaken) },
    { key: "taken", title: "Somebody is on it", incidents: sorted.filter((each) => each.acked_at !== null) },
    {
      key: "pending",
      title: "Not told yet: waits for more readings",
      incidents: sorted.filter((each) => each.acked_at === null && each.state === "pending"),
    },
  ];
  return parts.filter((part) => part.incidents.length > 0);
}

function byUrgency(one: Incident, other: Incident): number {
  return (
    rank(one) - rank(other) || Date.parse(one.since) - Date.parse(other.since) || one.incident_id - other.incident_id
  );
}

/** What nobody would be told of waits for a person longer than what a message went out for, but is no less red. */
function rank({ severity }: Incident): number {
  return severity === "red" ? 0 : 1;
}
