import type { Board, BoardMetric } from "@/api/board";

/** A part of the board as a board of its own: its tiles, its counts, its changes. Sources that fail concern every part. */
export function narrow(board: Board, keep: (metric: BoardMetric) => boolean): Board {
  const metrics = board.metrics.filter(keep);
  if (metrics.length === board.metrics.length) return board;
  const kept = new Set(metrics.map((metric) => metric.metric_id));
  return {
    ...board,
    metrics,
    counts: countsOf(metrics),
    changes: board.changes.filter((change) => kept.has(change.metric_id)),
  };
}

/** As the server counts: stale, error and unverified overlap with the three statuses. */
function countsOf(metrics: BoardMetric[]): Board["counts"] {
  const count = (test: (metric: BoardMetric) => boolean) => metrics.filter(test).length;
  return {
    red: count((metric) => metric.status === "red"),
    amber: count((metric) => metric.status === "amber"),
    green: count((metric) => metric.status === "green"),
    stale: count((metric) => metric.class === "stale"),
    error: count((metric) => metric.health === "error"),
    unverified: count((metric) => metric.verification_state !== "verified"),
  };
}

/** Every area that has a metric, by name. */
export function areasOf(board: Board): string[] {
  return [...new Set(board.metrics.map((metric) => metric.area))].sort();
}
