import { useEffect, useLayoutEffect, useState } from "react";
import type { BoardMetric } from "@/api/board";
import { StarButton } from "@/components/star-button";
import { loadPart } from "@/lib/page-part";
import { useLater } from "@/lib/use-later";
import { findTile } from "../find-tile";
import { useCard } from "./use-card";
import { type Pointed, usePointedTile } from "./use-pointed-tile";
import { useStarKey } from "./use-star-key";

const loadCard = () => loadPart(() => import("./tile-card")).then((part) => part.TileCard);

interface TileDeskProps {
  metrics: BoardMetric[];
  tv: boolean;
  /** On a page that scrolls every tile has its own star. */
  scrolls: boolean;
}

/** What appears with the tile that one points at: its card, and its star. */
export function TileDesk({ metrics, tv, scrolls }: TileDeskProps) {
  const [pointed] = usePointedTile(!tv);
  const metric = useCard(pointed, metrics, tv);
  const Card = useLater(loadCard, metric !== null);
  const said = useStarKey(metrics, pointed, !tv);
  const starred = metrics.find((each) => each.code === pointed?.code);
  return (
    <>
      {starred && pointed && !tv && !scrolls && <TileStar metric={starred} pointed={pointed} />}
      {metric && Card && <Card key={metric.metric_id} metric={metric} tv={tv} />}
      <div className="visually-hidden" aria-live="polite">
        {said}
      </div>
    </>
  );
}

/** On the corner of the tile: two hundred buttons of their own would double the way of Tab. */
function TileStar({ metric, pointed }: { metric: BoardMetric; pointed: Pointed }) {
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);
  useLayoutEffect(() => {
    const box = findTile(pointed.code)?.getBoundingClientRect();
    setAt(box ? { left: box.right, top: box.top } : null);
  }, [pointed.code]);
  useEffect(() => {
    const gone = () => setAt(null);
    window.addEventListener("resize", gone);
    return () => window.removeEventListener("resize", gone);
  }, []);
  if (!at) return null;
  return (
    <div className="star-float" data-of-tile style={at}>
      <StarButton metricId={metric.metric_id} name={metric.name} look="star-round" tabIndex={-1} />
    </div>
  );
}
