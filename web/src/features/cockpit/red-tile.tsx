import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { Sparkline } from "@/components/sparkline";
import { causeText, isLastGood, limitText, ownerName } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { BigNumber } from "./big-number";
import { HowToRead } from "./how-to-read";
import type { RedSize } from "./layout";
import { fitRow, type RowFit } from "./row-fit";
import { TileLink } from "./tile-link";
import { ChangeLine, Corner, Name, RedFor, useTone, VerificationPill } from "./tile-parts";
import { useTrouble } from "./use-trouble";
import { useZone } from "./zone";

interface RedTileProps {
  metric: BoardMetric;
  size: RedSize;
  lastDay: string;
  pulse: boolean;
}

/** Width inside the tile, sizes of number and context, and how many letters of a name fit on one line. */
const MEASURES: Record<RedSize, { width: number; number: number; context: number; name: number }> = {
  one: { width: 860, number: 124, context: 27, name: 60 },
  wide: { width: 561, number: 124, context: 27, name: 22 },
  four: { width: 409, number: 96, context: 23, name: 32 },
  medium: { width: 485, number: 88, context: 23, name: 22 },
  small: { width: 395, number: 70, context: 20, name: 17 },
  crowd: { width: 409, number: 76, context: 21, name: 32 },
};

/** Red: the only filled tile on the wall. */
export const RedTile = memo(function RedTile({ metric, size, lastDay, pulse }: RedTileProps) {
  const measure = MEASURES[size];
  const spark = <Sparkline metric={metric} tone="red" lastDay={lastDay} />;
  const low = size === "medium" || size === "small";
  // In a quarter of the width the name stands below the code, so that it stays whole on one line.
  const stacked = size === "four" || size === "crowd";
  const loud = useTone(metric) !== "quiet";
  const withSpan = size === "one" || size === "wide";
  const brief = size === "four" || size === "small" || size === "crowd";
  const row = fitRow(metric, {
    size: measure.number,
    context: measure.context,
    width: measure.width,
    limit: limitText(metric),
    change: changeOf(metric, withSpan),
    others: [brief ? "red for 122 d" : "red for 22 h 22 m"],
  });
  return (
    <TileLink metric={metric} look={`tile-red red-${size}`} pulse={pulse}>
      <div className="tile-head">
        <Glyph name="red" />
        <b className="code">{metric.code}</b>
        {!stacked && <Name metric={metric} roomy={measure.name - (loud ? 6 : 0)} />}
        {(low || stacked) && <VerificationPill metric={metric} icon={size !== "crowd" || loud} />}
        <Corner metric={metric} brief={low} />
      </div>
      {stacked && <Name metric={metric} roomy={measure.name} />}
      <div className="tile-body">
        <BigNumber metric={metric} size={measure.number} room={row.room} />
        {size === "one" && <HowToRead metricId={metric.metric_id} />}
        {low && spark}
        <Context metric={metric} row={row} brief={brief} size={measure.context} />
      </div>
      {!low && (
        <div className="tile-foot">
          {spark}
          <Owner metric={metric} withPill={!stacked} />
        </div>
      )}
    </TileLink>
  );
});

/** `+0.6 pp in 7 d`, or without its span where the row is narrow. */
function changeOf({ display: { change } }: BoardMetric, withSpan: boolean): string | null {
  return withSpan ? change : (change?.split(" in ")[0] ?? null);
}

interface ContextProps {
  metric: BoardMetric;
  row: RowFit;
  brief: boolean;
  /** Of the letters, in wall units. */
  size: number;
}

function Context({ metric, row, brief, size }: ContextProps) {
  const trouble = useTrouble(metric);
  return (
    <div className={row.wraps ? "context context-wraps" : "context"} style={{ "--size": size } as React.CSSProperties}>
      {row.limit && <b className="limit">{row.limit}</b>}
      {trouble ? <span>{trouble.join(" ")}</span> : <ChangeLine change={row.change} />}
      <RedFor metric={metric} brief={brief} />
    </div>
  );
}

/** Who is on it. When the data behind the red is in trouble, that is said here too. */
function Owner({ metric, withPill }: { metric: BoardMetric; withPill: boolean }) {
  const { owner, incident, cause } = metric;
  const zone = useZone();
  const picked = useClock((at) => (incident?.acked_at ? whenText(incident.acked_at, at, zone) : ""));
  const late = incident !== null && incident.acked_at === null;
  return (
    <div className="owner">
      <span className="owner-line">
        {withPill && <VerificationPill metric={metric} />}
        {owner ? <b title={owner}>{ownerName(owner)}</b> : <b className="badge">no owner</b>}
      </span>
      {cause && isLastGood(metric) && <span className="cause">{causeText(metric)}</span>}
      {incident?.acked_at && <span>on it since {picked}</span>}
      {late && <b className="badge">not picked up</b>}
    </div>
  );
}
