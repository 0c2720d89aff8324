import { useEffect, useRef, useState } from "react";
import type { Board, BoardMetric } from "@/api/board";

/** Says changes of status aloud, once each, politely. */
export function StatusNews({ board }: { board: Board }) {
  const before = useRef<Map<string, BoardMetric["class"]> | null>(null);
  const [news, setNews] = useState("");
  useEffect(() => {
    const known = before.current;
    before.current = new Map(board.metrics.map((metric) => [metric.metric_id, metric.class]));
    if (!known) return;
    const changed = board.metrics.filter(
      (metric) => known.has(metric.metric_id) && known.get(metric.metric_id) !== metric.class,
    );
    if (changed.length > 0) setNews(changed.map((metric) => `${metric.name} is now ${metric.class}.`).join(" "));
  }, [board]);
  return (
    <div className="visually-hidden" aria-live="polite">
      {news}
    </div>
  );
}
