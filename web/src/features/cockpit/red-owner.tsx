import type { BoardMetric } from "@/api/board";
import type { Mark } from "@/components/marks";
import { causeText, isLastGood, ownerName } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { Marks } from "./tile-head-marks";
import { useZone } from "./zone";

/** Why the number is not of now. */
export function Cause({ metric }: { metric: BoardMetric }) {
  if (!metric.cause || !isLastGood(metric)) return null;
  return (
    <span className="cause" title={metric.cause}>
      {causeText(metric)}
    </span>
  );
}

/** Who is on it. When the data behind the red is in trouble, that is said here too. */
export function Owner({ metric, marks }: { metric: BoardMetric; marks: Mark[] }) {
  const { owner, incident } = metric;
  const zone = useZone();
  const picked = useClock((at) => (incident?.acked_at ? whenText(incident.acked_at, at, zone) : ""));
  const late = incident !== null && incident.acked_at === null;
  return (
    <div className="owner">
      <span className="owner-line">
        <Marks marks={marks} words={1} />
        {owner ? <b title={owner}>{ownerName(owner)}</b> : <b className="badge">no owner</b>}
      </span>
      <Cause metric={metric} />
      {incident?.acked_at && <span>on it since {picked}</span>}
      {late && <b className="badge">not picked up</b>}
    </div>
  );
}
