import { memo } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { Sparkline } from "@/components/sparkline";
import { since } from "@/lib/age";
import { now } from "@/lib/wall-clock";
import { BigNumber } from "./big-number";
import { CONTENT_WIDTH, NORMAL_GAP, type NormalBand } from "./layout";
import { TileLink } from "./tile-link";
import { Corner, Name, useTone, VerificationPill } from "./tile-parts";

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
  const verified = metric.verification_state === "verified";
  const news = newsOf(metric, now());
  const quiet = useTone(metric) === "quiet";
  const look = `tile-normal normal-${band.size} fade-${fadeStep(metric, now())}`;
  return (
    <TileLink metric={metric} look={look}>
      <div className="tile-head">
        <b className="code">{metric.code}</b>
        <NewsPill news={news} icon={compact || !verified} />
        <VerificationPill metric={metric} icon={compact || news !== null || !quiet} />
        <Corner metric={metric} />
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

type News = "recovered" | "few" | "target";

/** At most one piece of good or odd news. */
function newsOf(metric: BoardMetric, at: number): News | null {
  if (hasRecovered(metric, at)) return "recovered";
  if (metric.reason === "too_few") return "few";
  return metric.target_hit ? "target" : null;
}

function NewsPill({ news, icon }: { news: News | null; icon: boolean }) {
  if (news === "recovered") return <span className="pill pill-recovered">recovered</span>;
  if (news === "few") return <span className="pill pill-few">too few</span>;
  if (news === null) return null;
  return (
    <span className="pill pill-target">
      <Glyph name="flag" />
      {!icon && <span>target</span>}
    </span>
  );
}

export function hasRecovered(metric: BoardMetric, at: number): boolean {
  const age = since(metric.changed?.at ?? null, at);
  return metric.changed?.from === "red" && age !== null && age < DAY;
}

/** A metric that never changed its status is no news, however new it is. */
export function fadeStep(metric: BoardMetric, at: number): 0 | 1 | 2 {
  const age = metric.changed ? since(metric.changed.at, at) : null;
  if (age === null || age >= 7 * DAY) return 2;
  return age < DAY ? 0 : 1;
}
