import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Sparkline } from "@/components/sparkline";
import { since } from "@/lib/age";
import { fitName, type NameStep } from "@/lib/fit-name";
import { fitFigure } from "@/lib/fit-number";
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
  const width = (CONTENT_WIDTH - (band.columns - 1) * NORMAL_GAP) / band.columns;
  const measures = headMeasures(band, width);
  const { head } = useHead(metric, measures, useMarks(metric));
  const { room, curve, stacked } = roomOf(metric, band, width);
  const steps = namesOf(band, stacked);
  const spark = <Sparkline metric={metric} tone="normal" lastDay={lastDay} />;
  const fade = useClock((at) => String(fadeStep(metric, at)));
  const look = `tile-normal normal-${band.size} fade-${fade}${head.tight ? " tile-tight" : ""}`;
  return (
    <TileLink metric={metric} look={look}>
      <div className="tile-head">
        <b className="code">{metric.code}</b>
        <Marks marks={head.marks} words={head.words} />
        <Corner metric={metric} text={head.corner} />
      </div>
      <Name metric={metric} width={measures.width} steps={steps} />
      {curve === "strip" && fitName(metric.name, measures.width, steps) < 2 && spark}
      <div className="tile-body">
        <BigNumber metric={metric} size={band.number} room={room} />
        {curve === "beside" && spark}
      </div>
    </TileLink>
  );
});

/** Below this share of its size the number takes the place of the curve beside it. */
const TIGHT = 0.75;

interface NumberRoom {
  room: number;
  curve: NormalBand["curve"];
  /** The unit stands below the number. */
  stacked: boolean;
}

function roomOf({ display, value }: BoardMetric, band: NormalBand, width: number): NumberRoom {
  const whole = width - 30;
  const beside = whole - width * 0.32;
  const { size, stacked } = fitFigure(display, band.number, beside, 0);
  const keeps = value === null || !(stacked || size < band.number * TIGHT);
  if (band.curve === "beside" && keeps) return { room: beside, curve: "beside", stacked: false };
  const curve = band.curve === "strip" ? "strip" : "none";
  return { room: whole, curve, stacked: fitFigure(display, band.number, whole).stacked };
}

/** A name takes as many lines as the row has height for; the strip of a curve makes way for the third one. */
function namesOf({ size, columns, short, rowHeight, number }: NormalBand, stacked: boolean): NameStep[] {
  if (size === "large") return columns === 3 ? HANDFUL : LARGE;
  if (size === "standard" && rowHeight >= TALL) return STANDARD_TALL;
  const line = short ? 14.8 : 15.8;
  const others = (short ? 34 + number * 0.86 : 44 + number) + (stacked ? 9 : 0);
  const least = { size: 15.5, lines: Math.max(2, Math.floor((rowHeight - others) / line)) };
  if (size === "standard") return [{ size: short ? 15.5 : 18, lines: 1 }, { size: short ? 15.5 : 16, lines: 2 }, least];
  return [{ size: short ? 15.5 : 16.5, lines: 2 }, { size: 15.5, lines: 2 }, least];
}

/** Rows with height to spare. */
const TALL = 150;
const STANDARD_TALL = [
  { size: 19, lines: 2 },
  { size: 16, lines: 3 },
  { size: 15.5, lines: 3 },
];
const HANDFUL = [
  { size: 32, lines: 1 },
  { size: 20, lines: 2 },
];
const LARGE = [
  { size: 24, lines: 1 },
  { size: 20, lines: 2 },
  { size: 17, lines: 2 },
];

/** As the style sheet sets them. */
function headMeasures({ size, columns, short }: NormalBand, width: number): HeadMeasures {
  const wide = { ...BARE, width: width - 52 };
  if (columns === 3) return { ...wide, code: 40, corner: 26, icon: 24 };
  if (size === "large") return { ...wide, code: 32, corner: 21, icon: 24 };
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
