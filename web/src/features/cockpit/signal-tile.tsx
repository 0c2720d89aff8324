import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { Sparkline } from "@/components/sparkline";
import { causeText, limitText } from "@/components/words";
import { BigNumber } from "./big-number";
import { type SignalBand, signalWidth } from "./layout";
import { fitRow, type RowFit } from "./row-fit";
import { TileLink } from "./tile-link";
import { ChangeLine, Corner, Name, signalGlyph, useTone, VerificationPill } from "./tile-parts";
import { useTrouble } from "./use-trouble";

interface SignalTileProps {
  metric: BoardMetric;
  band: SignalBand;
  lastDay: string;
}

/** Amber is outlined, stale is hatched; neither is filled, so that neither outshines red. */
export const SignalTile = memo(function SignalTile({ metric, band, lastDay }: SignalTileProps) {
  const low = band.rows > 1;
  const width = signalWidth(band) - 34;
  const roomy = width / (low ? 10 : 11);
  const trouble = metric.class === "stale" || metric.health !== "ok" || metric.freshness === "red";
  const lines = useTrouble(metric);
  const tone = useTone(metric);
  const size = numberSize(low, trouble, metric.name.length > roomy * 1.12);
  const context = low ? 18 : 19.5;
  const row = fitRow(metric, {
    size,
    context,
    width,
    limit: lines ? null : limitText(metric),
    change: lines ? null : (metric.display.change?.split(" in ")[0] ?? null),
    others: lines ?? [],
  });
  const look = [
    "tile-signal",
    metric.class === "amber" ? "tile-amber" : "tile-stale",
    low ? "signal-low" : "",
    trouble && metric.class === "amber" ? "tile-troubled" : "",
  ];
  return (
    <TileLink metric={metric} look={look.filter(Boolean).join(" ")}>
      <div className="tile-head">
        <Glyph name={signalGlyph(metric)} />
        <b className="code">{metric.code}</b>
        <VerificationPill metric={metric} icon={tone !== "quiet"} />
        <Corner metric={metric} brief={metric.verification_state !== "verified"} />
      </div>
      <Name metric={metric} roomy={roomy} />
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
