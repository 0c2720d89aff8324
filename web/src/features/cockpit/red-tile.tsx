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
  const brief = size === "four" || size === "small" || size === "crowd";
  const trouble = useTrouble(metric)?.join(" ") ?? null;
  const row = rowOf(metric, { size, brief, trouble });
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
        <Context metric={metric} row={row} trouble={trouble} brief={brief} size={measure.context} />
      </div>
      {low && <Cause metric={metric} />}
      {!low && (
        <div className="tile-foot">
          {spark}
          <Owner metric={metric} withPill={!stacked} />
        </div>
      )}
    </TileLink>
  );
});

interface RowState {
  size: RedSize;
  brief: boolean;
  trouble: string | null;
}

/** "failed since 22:45" is never cut: the number makes room. */
function rowOf(metric: BoardMetric, { size, brief, trouble }: RowState): RowFit {
  const { width, number, context } = MEASURES[size];
  return fitRow(metric, {
    size: number,
    context,
    width,
    limit: limitText(metric),
    change: trouble ? null : changeOf(metric, size === "one" || size === "wide"),
    words: trouble,
    others: [brief ? "red for 122 d" : "red for 22 h 22 m"],
  });
}

/** `+0.6 pp in 7 d`, or without its span where the row is narrow. */
function changeOf({ display: { change } }: BoardMetric, withSpan: boolean): string | null {
  return withSpan ? change : (change?.split(" in ")[0] ?? null);
}

interface ContextProps {
  metric: BoardMetric;
  row: RowFit;
  /** Takes the place of the change. */
  trouble: string | null;
  brief: boolean;
  /** Of the letters, in wall units. */
  size: number;
}

function Context({ metric, row, trouble, brief, size }: ContextProps) {
  return (
    <div className={row.wraps ? "context context-wraps" : "context"} style={{ "--size": size } as React.CSSProperties}>
      {row.limit && <b className="limit">{row.limit}</b>}
      {trouble ? <span>{trouble}</span> : <ChangeLine change={row.change} />}
      <RedFor metric={metric} brief={brief} />
    </div>
  );
}

/** Why the number is not of now. */
function Cause({ metric }: { metric: BoardMetric }) {
  if (!metric.cause || !isLastGood(metric)) return null;
  return (
    <span className="cause" title={metric.cause}>
      {causeText(metric)}
    </span>
  );
}

/** Who is on it. When the data behind the red is in trouble, that is said here too. */
function Owner({ metric, withPill }: { metric: BoardMetric; withPill: boolean }) {
  const { owner, incident } = metric;
  const zone = useZone();
  const picked = useClock((at) => (incident?.acked_at ? whenText(incident.acked_at, at, zone) : ""));
  const late = incident !== null && incident.acked_at === null;
  return (
    <div className="owner">
      <span className="owner-line">
        {withPill && <VerificationPill metric={metric} />}
        {owner ? <b title={owner}>{ownerName(owner)}</b> : <b className="badge">no owner</b>}
      </span>
      <Cause metric={metric} />
      {incident?.acked_at && <span>on it since {picked}</span>}
      {late && <b className="badge">not picked up</b>}
    </div>
  );
}
