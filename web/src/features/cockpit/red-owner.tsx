import type { BoardMetric } from "@/api/board";
import type { Mark } from "@/components/marks";
import { causeText, isLastGood, isOwnedBy, ownerName, ownerOf } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { wordsWidth } from "@/lib/fit-number";
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
  const { incident } = metric;
  const name = ownerOf(metric);
  const zone = useZone();
  const picked = useClock((at) => (incident?.acked_at ? whenText(incident.acked_at, at, zone) : ""));
  const late = incident !== null && incident.acked_at === null && incident.told !== false;
  const acked = incident?.acked_by;
  // The owner stands above it already.
  const other = acked && acked !== name && !isOwnedBy(metric, acked) ? `${ownerName(acked)} ` : "";
  return (
    <div className="owner">
      <span className="owner-line">
        <Marks marks={marks} words={hasRoomForWord(name, marks) ? 1 : 0} />
        {name ? <b title={`${name} <${metric.owner}>`}>{name}</b> : <b className="badge">no owner</b>}
      </span>
      <Cause metric={metric} />
      {incident?.acked_at && (
        <span>
          {other}on it since {picked}
        </span>
      )}
      {late && <b className="badge">not picked up</b>}
    </div>
  );
}

/** Wall units of the line below the number, beside its curve, and of a mark without its word. */
const LINE = 300;
const PILL = 34;

/** A mark becomes a shape before a name is cut. */
export function hasRoomForWord(name: string | null, marks: Mark[]): boolean {
  const [first, ...others] = marks;
  if (!first) return true;
  const taken = PILL + wordsWidth(first.word, 20) + others.length * PILL;
  return wordsWidth(name ?? "no owner", 27) <= LINE - taken;
}
