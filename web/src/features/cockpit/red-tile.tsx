import { memo, type ReactNode } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import type { Mark } from "@/components/marks";
import { Sparkline } from "@/components/sparkline";
import { BigNumber } from "./big-number";
import { marksWidth } from "./head-fit";
import { HowToRead } from "./how-to-read";
import type { RedSize } from "./layout";
import { HEADS, MARK, MEASURES, NAMES, roomForName, rowOf } from "./red-measures";
import { Cause, Owner } from "./red-owner";
import type { RowFit } from "./row-fit";
import { Marks, useHead, useMarks } from "./tile-head-marks";
import { TileLink } from "./tile-link";
import { ChangeLine, Corner, Name, RedFor } from "./tile-parts";
import { useFrame } from "./use-frame";
import { useTrouble } from "./use-trouble";

interface RedTileProps {
  metric: BoardMetric;
  size: RedSize;
  lastDay: string;
  pulse: boolean;
}

/** What stands in the words of the tile is no mark beside them. */
const SAID_WHERE_LOW = ["few"] as const;
const SAID = ["few", "not-picked-up", "picked-up"] as const;

/** How the tile is built: the name below the code so that it stays whole on one line, or no last line, or neither. */
const BUILDS: Partial<Record<RedSize, "stacked" | "low">> = {
  four: "stacked",
  crowd: "stacked",
  medium: "low",
  small: "low",
};
const BRIEF: readonly RedSize[] = ["four", "small", "crowd"];

/** Between the number and the marks below the curve. */
const BEFORE_MARKS = 22;

/** Red: the only filled tile on the wall. */
export const RedTile = memo(function RedTile({ metric, size, lastDay, pulse }: RedTileProps) {
  const spark = <Sparkline metric={metric} tone="red" lastDay={lastDay} />;
  const low = BUILDS[size] === "low";
  const stacked = BUILDS[size] === "stacked";
  const brief = BRIEF.includes(size);
  const trouble = useTrouble(metric)?.join(" ") ?? null;
  const marks = useMarks(metric, low ? SAID_WHERE_LOW : SAID);
  const row = rowOf(metric, {
    size,
    brief,
    trouble,
    taken: low && marks.length > 0 ? marksWidth(marks, 0, MARK) + BEFORE_MARKS : 0,
  });
  return (
    <TileLink metric={metric} look={`tile-red red-${size}`} pulse={pulse}>
      <RedHead metric={metric} size={size} marks={stacked ? marks : []} />
      <div className="tile-body">
        <BigNumber metric={metric} size={MEASURES[size].number} room={row.room} />
        {size === "one" && <HowToRead metricId={metric.metric_id} />}
        {low && <Middle spark={spark} marks={marks} />}
        <Context metric={metric} row={row} trouble={trouble} brief={brief} size={MEASURES[size].context} />
      </div>
      {low && <Cause metric={metric} />}
      {!low && (
        <div className="tile-foot">
          {spark}
          <Owner metric={metric} marks={stacked ? [] : marks} />
        </div>
      )}
    </TileLink>
  );
});

function RedHead({ metric, size, marks }: { metric: BoardMetric; size: RedSize; marks: Mark[] }) {
  const measures = HEADS[size];
  // On a page that scrolls the name has a line of its own.
  const alone = useFrame().kind === "page";
  const stacked = BUILDS[size] === "stacked";
  const { head, left } = useHead(metric, { ...measures, keep: alone ? 0 : roomForName(metric, size) }, marks);
  const name = <Name metric={metric} width={stacked || alone ? measures.width : left} steps={NAMES[size]} />;
  return (
    <>
      <div className="tile-head">
        <Glyph name="red" />
        <b className="code">{metric.code}</b>
        {!stacked && name}
        <Marks marks={head.marks} words={head.words} />
        <Corner metric={metric} text={head.corner} />
      </div>
      {stacked && name}
    </>
  );
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

/** Between the number and its context, where there is no last line: the curve, and the marks below it. */
function Middle({ spark, marks }: { spark: ReactNode; marks: Mark[] }) {
  return (
    <div className="low-middle" style={{ "--least": marksWidth(marks, 0, MARK) } as React.CSSProperties}>
      {spark}
      {marks.length > 0 && (
        <div className="low-marks">
          <Marks marks={marks} words={0} />
        </div>
      )}
    </div>
  );
}
