import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { BoardMetric } from "@/api/board";
import { targetState } from "@/components/marks";
import { tileSentence } from "@/components/tile-sentence";
import { useClock } from "@/lib/use-clock";

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
  return (
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
    </Link>
  );
}
