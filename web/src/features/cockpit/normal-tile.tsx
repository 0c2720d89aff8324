import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Sparkline } from "@/components/sparkline";
import { since } from "@/lib/age";
import { useClock } from "@/lib/use-clock";
import { BigNumber } from "./big-number";
import type { HeadMeasures } from "./head-fit";
import { CONTENT_WIDTH, NORMAL_GAP, type NormalBand } from "./layout";
import { Marks, useHead, useMarks } from "./tile-head-marks";
import { TileLink } from "./tile-link";
import { Corner, Name } from "./tile-parts";

interface NormalTileProps {
  metric: BoardMetric;
  band: NormalBand;
  lastDay: string;
}

const DAY = 86_400_000;

/** Normal recedes: fainter a day after it became normal, and again after a week. */
export const NormalTile = memo(function NormalTile({ metric, band, lastDay }: NormalTileProps) {
  const withSpark = band.curve === "beside";
  const width = (CONTENT_WIDTH - (band.columns - 1) * NORMAL_GAP) / band.columns;
  const room = width - 30 - (withSpark ? width * 0.32 : 0);
  const compact = band.size === "compact";
  const head = useHead(metric, headMeasures(band, width), useMarks(metric));
  const fade = useClock((at) => String(fadeStep(metric, at)));
  const look = `tile-normal normal-${band.size} fade-${fade}${head.tight ? " tile-tight" : ""}`;
  return (
    <TileLink metric={metric} look={look}>
      <div className="tile-head">
        <b className="code">{metric.code}</b>
        <Marks marks={head.marks} words={head.words} />
        <Corner metric={metric} text={head.corner} />
      </div>
      <Name metric={metric} roomy={compact ? 19 : 24} />
      {band.curve === "strip" && <Sparkline metric={metric} tone="normal" lastDay={lastDay} />}
      <div className="tile-body">
        <BigNumber metric={metric} size={band.number} room={room} />
        {withSpark && <Sparkline metric={metric} tone="normal" lastDay={lastDay} />}
      </div>
    </TileLink>
  );
});

/** As the style sheet sets them. */
function headMeasures({ size, columns, short }: NormalBand, width: number): HeadMeasures {
  if (size === "large") return { ...BARE, width: width - 52, code: 32, corner: 21, icon: 24 };
  if (size === "standard") return { ...BARE, width: width - 28, code: short ? 22 : 25, corner: 18, icon: 22 };
  const twelve = columns === 12;
  return { ...BARE, width: width - 22, code: short ? 22 : twelve ? 23 : 25, corner: twelve ? 16 : 18, icon: 17 };
}

const BARE = { glyph: 0, chip: 0, padding: 8 };

/** A metric that never changed its status is no news, however new it is. */
export function fadeStep(metric: BoardMetric, at: number): 0 | 1 | 2 {
  const age = metric.changed ? since(metric.changed.at, at) : null;
  if (age === null || age >= 7 * DAY) return 2;
  return age < DAY ? 0 : 1;
}
