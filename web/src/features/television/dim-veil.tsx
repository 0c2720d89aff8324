import { useLive } from "@/api/use-live";
import { clockTime } from "@/lib/calendar";
import { type DimHours, isBetween } from "@/lib/television";
import { useClock } from "@/lib/use-clock";

/** A new red is shown in full light for so long. */
const LIFTED_MILLISECONDS = 60_000;

/** Half the light between two times of the workspace's day. It fades; a screen that flashes in the dark wakes nobody up for good. */
export function DimVeil({ hours }: { hours: DimHours }) {
  const zone = useLive((state) => state.board?.timezone ?? null);
  const newRedAt = useLive((state) => state.newRedAt);
  const dim = useClock((at) => {
    const lifted = newRedAt > 0 && at - newRedAt < LIFTED_MILLISECONDS;
    return zone !== null && !lifted && isBetween(hours, clockTime(at, zone));
  });
  return <div className="dim-veil" data-dim={dim} aria-hidden="true" />;
}
