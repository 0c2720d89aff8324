import type { HistoryPoint } from "@/api/board";
import { daysBetween } from "@/lib/calendar";

export const RANGES = [
  { key: "30", name: "30 d", days: 30 },
  { key: "90", name: "90 d", days: 90 },
  { key: "180", name: "180 d", days: 180 },
  { key: "365", name: "1 y", days: 365 },
  { key: "all", name: "All", days: Number.POSITIVE_INFINITY },
] as const;

export type RangeKey = (typeof RANGES)[number]["key"];

/** The points of the last so many days, counted from the newest one. */
export function withinRange(history: HistoryPoint[], key: RangeKey): HistoryPoint[] {
  const last = history.at(-1);
  const days = RANGES.find((range) => range.key === key)?.days ?? 180;
  return last ? history.filter((point) => daysBetween(point.d, last.d) < days) : [];
}

/** Those that the newest one may be held against: a new definition is a new number under an old name, often in another unit. */
export function comparable(points: HistoryPoint[]): HistoryPoint[] {
  const hash = points.at(-1)?.definition_hash;
  return points.filter((point) => point.definition_hash === hash);
}

/** The shortest range that shows all there is, 180 days at most. */
export function fittingRange(history: HistoryPoint[]): RangeKey {
  const first = history[0];
  const last = history.at(-1);
  const span = first && last ? daysBetween(first.d, last.d) + 1 : 0;
  // A month that just began its second day is still looked at as a month.
  return span <= 33 ? "30" : span <= 95 ? "90" : "180";
}
