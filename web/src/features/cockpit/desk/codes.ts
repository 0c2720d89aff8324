import type { BoardMetric } from "@/api/board";
import type { WatchList } from "@/lib/watch-store";

/** Ids as codes, in the order of the list; a metric that is not on the board keeps its id, which an address may carry as well. */
export function codesOf(ids: string[], metrics: BoardMetric[]): string[] {
  const byId = new Map(metrics.map((metric) => [metric.metric_id, metric.code]));
  return ids.map((id) => byId.get(id) ?? id);
}

/** Codes of an address as ids; a code that no metric has is nothing that could be kept. */
export function idsOf(codes: string[], metrics: BoardMetric[]): string[] {
  const known = new Map(metrics.flatMap(({ code, metric_id }) => [[code, metric_id] as const, [metric_id, metric_id]]));
  return [...new Set(codes.flatMap((code) => known.get(code) ?? []))];
}

/** What keeping a list of an address would mean here. */
export type KeepWay = "kept" | "new" | "other";

/** `kept`: this browser has the same list. `other`: it has another one under that name. */
export function keepWay(ids: string[], own: WatchList | undefined): KeepWay {
  if (!own) return "new";
  const have = new Set(own.metrics);
  return ids.length === have.size && ids.every((id) => have.has(id)) ? "kept" : "other";
}
