import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { acknowledge, type Inbox, type Incident, type IncidentDocument, release } from "@/api/alerts";
import { operatorName } from "@/api/session";
import { now } from "@/lib/wall-clock";

/**
 * Does something about alerts in the name of whoever is there, who is asked for it where nobody signs in; then everything on alerts is
 * asked for anew. `data` is null when the person would not say who they are: nothing was sent then.
 */
export function useAct<Wish, Made>(
  act: (wish: Wish, by: string) => Promise<Made>,
  onMade?: (made: NonNullable<Made>) => void,
) {
  const queries = useQueryClient();
  return useMutation({
    // Also without a network: that it failed is told at once.
    networkMode: "always",
    mutationFn: async (wish: Wish): Promise<Made | null> => {
      const by = await operatorName();
      return by === null ? null : act(wish, by);
    },
    onSuccess: (made) => {
      if (made !== null && made !== undefined) onMade?.(made as NonNullable<Made>);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["alerts"] }),
  });
}

/** Who is on an incident is shown at once, and taken back when the server did not do it. */
export function useAcknowledge(onMade?: (incident: Incident) => void) {
  const queries = useQueryClient();
  return useAct(async ({ incident_id, acked_at, acked_by }: Incident, by: string) => {
    const isTaken = acked_at !== null;
    const mark = isTaken
      ? { acked_by: null, acked_at: null }
      : { acked_by: by, acked_at: new Date(now()).toISOString() };
    // An answer that is still on its way knows nothing of this.
    await queries.cancelQueries({ queryKey: ["alerts"] });
    show(queries, incident_id, mark);
    try {
      const { incident } = await (isTaken ? release : acknowledge)(incident_id, by);
      show(queries, incident_id, incident);
      return incident;
    } catch (problem) {
      show(queries, incident_id, { acked_at, acked_by });
      throw problem;
    }
  }, onMade);
}

/** The incident with a change, wherever a page has it. */
function show(queries: QueryClient, incident_id: number, change: Partial<Incident>): void {
  const changed = (incident: Incident) =>
    incident.incident_id === incident_id ? { ...incident, ...change } : incident;
  queries.setQueryData<Inbox>(["alerts", "inbox"], (inbox) =>
    inbox ? { ...inbox, incidents: inbox.incidents.map(changed) } : inbox,
  );
  queries.setQueryData<IncidentDocument>(["alerts", "incident", incident_id], (document) =>
    document ? { ...document, incident: changed(document.incident) } : document,
  );
}
