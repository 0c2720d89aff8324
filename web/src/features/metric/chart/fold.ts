import type { BoardMetric, HistoryPoint } from "@/api/board";
import { daysBetween } from "@/lib/calendar";
import { addDays, type Grain } from "./view";

/** One place of the curve: a day, or the day that stands for its week or month. */
export interface Stand {
  point: HistoryPoint;
  /** The whole week or month, also where the history has only some of its days. */
  from: string;
  to: string;
  /** Days with a value in it, by the same definition. */
  days: number;
}

export type FoldRule = "last" | "worst";

const WINDOW_DAYS: Record<BoardMetric["period"], number> = {
  snapshot: 0,
  "24h": 1,
  "7d": 7,
  "30d": 30,
  funnel: Number.POSITIVE_INFINITY,
};
const GRAIN_DAYS: Record<Grain, number> = { day: 1, week: 7, month: 30 };

/**
 * A value whose window covers the whole week or month speaks for all of it on the last day. Any other sees a part, and the last day
 * would hide what was bad before: the worst day stands for the rest.
 */
export function foldRule(grain: Grain, period: BoardMetric["period"]): FoldRule {
  return WINDOW_DAYS[period] >= GRAIN_DAYS[grain] ? "last" : "worst";
}

/** How days were folded, for the legend; null where none were. */
export function foldText(grain: Grain, period: BoardMetric["period"]): string | null {
  if (grain === "day") return null;
  return `each ${grain} is its ${foldRule(grain, period)} day`;
}

/** Days folded into weeks from Monday, or into months; those of two definitions are never one. */
export function fold(
  points: readonly HistoryPoint[],
  grain: Grain,
  metric: Pick<BoardMetric, "period" | "direction">,
): Stand[] {
  if (grain === "day") return points.map((point) => ({ point, from: point.d, to: point.d, days: 1 }));
  const rule = foldRule(grain, metric.period);
  const stands: Stand[] = [];
  for (const point of points) {
    const bounds = boundsOf(point.d, grain);
    const last = stands.at(-1);
    if (last?.from !== bounds.from || last.point.definition_hash !== point.definition_hash) {
      stands.push({ point, ...bounds, days: 1 });
      continue;
    }
    last.days += 1;
    if (rule === "last" || isWorse(point, last.point, metric.direction)) last.point = point;
  }
  return stands;
}

function isWorse(point: HistoryPoint, than: HistoryPoint, direction: BoardMetric["direction"]): boolean {
  return direction === "down" ? point.value > than.value : point.value < than.value;
}

function boundsOf(day: string, grain: Grain): { from: string; to: string } {
  if (grain === "month") {
    const from = `${day.slice(0, 7)}-01`;
    return { from, to: addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1) };
  }
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const from = addDays(day, -sinceMonday);
  return { from, to: addDays(from, 6) };
}

/**
 * Stands that a line may join: no day, week or month without a value between two of them, and one definition. A line across a gap
 * would tell values that nobody measured, one across a change would compare two numbers of one name.
 */
export function runsOf(stands: readonly Stand[]): Stand[][] {
  const runs: Stand[][] = [];
  for (const stand of stands) {
    const before = runs.at(-1)?.at(-1);
    const follows =
      before !== undefined &&
      daysBetween(before.to, stand.from) <= 1 &&
      before.point.definition_hash === stand.point.definition_hash;
    if (follows) runs.at(-1)?.push(stand);
    else runs.push([stand]);
  }
  return runs;
}
