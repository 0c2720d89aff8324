import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { Sparkline } from "@/components/sparkline";
import { causeText, limitText, troubleLines } from "@/components/words";
import { roomBeside } from "@/lib/fit-number";
import { now } from "@/lib/wall-clock";
import { BigNumber } from "./big-number";
import { CONTENT_WIDTH, GAP, type SignalBand } from "./layout";
import { TileLink } from "./tile-link";
import { ChangeLine, Corner, Name, signalGlyph, VerificationPill } from "./tile-parts";
import { useZone } from "./zone";

interface SignalTileProps {
  metric: BoardMetric;
  band: SignalBand;
  lastDay: string;
}

/** Amber is outlined, stale is hatched; neither is filled, so that neither outshines red. */
export const SignalTile = memo(function SignalTile({ metric, band, lastDay }: SignalTileProps) {
  const low = band.rows > 1;
  const width = (CONTENT_WIDTH - (band.columns - 1) * GAP) / band.columns - 34;
  const roomy = width / (low ? 10 : 11);
  const trouble = metric.class === "stale" || metric.health !== "ok" || metric.freshness === "red";
  const lines = troubleLines(metric, now(), useZone());
  const beside = lines ?? [limitText(metric), metric.display.change?.split(" in ")[0] ?? null];
  const look = [
    metric.class === "amber" ? "tile-amber" : "tile-stale",
    low ? "signal-low" : "",
    trouble && metric.class === "amber" ? "tile-troubled" : "",
  ];
  return (
    <TileLink metric={metric} look={look.filter(Boolean).join(" ")}>
      <div className="tile-head">
        <Glyph name={signalGlyph(metric)} />
        <b className="code">{metric.code}</b>
        <VerificationPill metric={metric} />
        <Corner metric={metric} brief={metric.verification_state !== "verified"} />
      </div>
      <Name metric={metric} roomy={roomy} />
      <div className="tile-body">
        <BigNumber
          metric={metric}
          size={numberSize(low, trouble, metric.name.length > roomy * 1.12)}
          room={roomBeside(width, beside, low ? 18 : 19.5)}
        />
        <Context metric={metric} />
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

function Context({ metric }: { metric: BoardMetric }) {
  const trouble = troubleLines(metric, now(), useZone());
  if (trouble) {
    return (
      <div className="context context-dim">
        <span>{trouble[0]}</span>
        <span>{trouble[1]}</span>
      </div>
    );
  }
  if (metric.value === null) return null;
  const limit = limitText(metric);
  return (
    <div className="context">
      {limit && <span>{limit}</span>}
      <ChangeLine metric={metric} withSpan={false} />
    </div>
  );
}
