import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { Sparkline } from "@/components/sparkline";
import { causeText, limitText } from "@/components/words";
import { fitName } from "@/lib/fit-name";
import { BigNumber } from "./big-number";
import { type SignalBand, signalWidth } from "./layout";
import { fitRow, type RowFit } from "./row-fit";
import { Marks, useHead, useMarks } from "./tile-head-marks";
import { TileLink } from "./tile-link";
import { ChangeLine, Corner, Name, signalGlyph } from "./tile-parts";
import { useTrouble } from "./use-trouble";

interface SignalTileProps {
  metric: BoardMetric;
  band: SignalBand;
  lastDay: string;
}

/** As the style sheet sets them. */
const HEAD = { glyph: 38, chip: 0, corner: 20, padding: 11, icon: 22 };

const NAMES = [
  { size: 21, lines: 1 },
  { size: 18.5, lines: 2 },
  { size: 16.5, lines: 2 },
];
const NAMES_LOW = [
  { size: 19, lines: 1 },
  { size: 17, lines: 2 },
  { size: 15.5, lines: 2 },
];

/** "only 12 rows" says it. */
const SAID = ["few"] as const;

/** Amber is outlined, stale is hatched; neither is filled, so that neither outshines red. */
export const SignalTile = memo(function SignalTile({ metric, band, lastDay }: SignalTileProps) {
  const low = band.rows > 1;
  const width = signalWidth(band) - 34;
  const trouble = metric.class === "stale" || metric.health !== "ok" || metric.freshness === "red";
  const lines = useTrouble(metric);
  const { head } = useHead(metric, { ...HEAD, width, code: low ? 26 : 29 }, useMarks(metric, lines ? [] : SAID));
  const steps = low ? NAMES_LOW : NAMES;
  const size = numberSize(low, trouble, fitName(metric.name, width, steps) > 0);
  const context = low ? 18 : 19.5;
  const row = rowOf(metric, { size, context, width, lines });
  const look = lookOf(metric, { low, trouble, tight: head.tight });
  return (
    <TileLink metric={metric} look={look}>
      <div className="tile-head">
        <Glyph name={signalGlyph(metric)} />
        <b className="code">{metric.code}</b>
        <Marks marks={head.marks} words={head.words} />
        <Corner metric={metric} text={head.corner} />
      </div>
      <Name metric={metric} width={width} steps={steps} />
      <div className="tile-body">
        <BigNumber metric={metric} size={size} room={row.room} />
        <Context metric={metric} row={row} trouble={lines} size={context} />
      </div>
      {trouble ? (
        <span className="cause" title={metric.cause ?? metric.error ?? undefined}>
          {causeText(metric)}
        </span>
      ) : (
        <Sparkline metric={metric} tone="amber" lastDay={lastDay} />
      )}
    </TileLink>
  );
});

interface RowState {
  size: number;
  context: number;
  width: number;
  /** Take the place of limit and change. */
  lines: [string, string] | null;
}

function rowOf(metric: BoardMetric, { lines, ...measures }: RowState): RowFit {
  return fitRow(metric, {
    ...measures,
    limit: lines ? null : limitText(metric),
    change: lines ? null : (metric.display.change?.split(" in ")[0] ?? null),
    others: lines ?? [],
  });
}

function lookOf(metric: BoardMetric, is: { low: boolean; trouble: boolean; tight: boolean }): string {
  const amber = metric.class === "amber";
  const looks = [
    amber ? "tile-amber" : "tile-stale",
    is.low && "signal-low",
    is.trouble && amber && "tile-troubled",
    is.tight && "tile-tight",
  ];
  return ["tile-signal", ...looks.filter(Boolean)].join(" ");
}

/** A name on two lines takes its height from the number, before it takes it from the cause. */
function numberSize(low: boolean, trouble: boolean, longName: boolean): number {
  if (low) return longName ? 38 : 46;
  return trouble && longName ? 44 : 57;
}

interface ContextProps {
  metric: BoardMetric;
  row: RowFit;
  trouble: [string, string] | null;
  /** Of the letters, in wall units. */
  size: number;
}

function Context({ metric, row, trouble, size }: ContextProps) {
  const style = { "--size": size } as React.CSSProperties;
  if (trouble) {
    return (
      <div className="context context-dim" style={style}>
        <span>{trouble[0]}</span>
        <span>{trouble[1]}</span>
      </div>
    );
  }
  if (metric.value === null) return null;
  return (
    <div className={row.wraps ? "context context-wraps" : "context"} style={style}>
      {row.limit && <span className="limit">{row.limit}</span>}
      <ChangeLine change={row.change} />
    </div>
  );
}
