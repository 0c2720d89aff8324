import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { targetState } from "@/components/marks";
import { StarButton } from "@/components/star-button";
import { tileSentence } from "@/components/tile-sentence";
import { useClock } from "@/lib/use-clock";
import { useStar } from "@/lib/watch-store";
import { useFrame } from "./use-frame";

interface TileLinkProps {
  metric: BoardMetric;
  look: string;
  pulse?: boolean;
  children: ReactNode;
}

/** A tile is a link with a sentence; verification and target are borders, so that they never fight the status colour. */
export function TileLink({ metric, look, pulse = false, children }: TileLinkProps) {
  const sentence = useClock((at) => tileSentence(metric, at));
  const marks = [
    metric.verification_state === "verified" ? "" : "tile-unverified",
    `tile-target-${targetState(metric)}`,
    pulse ? "tile-pulse" : "",
  ];
  const [starred] = useStar(metric.metric_id);
  const scrolls = useFrame().kind === "page";
  const tile = (
    <Link
      to="/metrics/$metricId"
      params={{ metricId: metric.metric_id }}
      className={`tile ${look} ${marks.filter(Boolean).join(" ")}`}
      aria-label={sentence}
      data-tile={metric.code}
      data-class={metric.class}
      data-status={metric.status}
    >
      {children}
      {starred && (
        <i className="tile-star-mark">
          <Glyph name="starred" />
        </i>
      )}
    </Link>
  );
  // A finger points at nothing: there each tile has its star beside it.
  if (!scrolls) return tile;
  return (
    <div className="tile-slot">
      {tile}
      <StarButton metricId={metric.metric_id} name={metric.name} look="tile-star" />
    </div>
  );
}
