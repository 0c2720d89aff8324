import type { HistoryPoint } from "@/api/board";
import { daysBetween } from "@/lib/calendar";

/** One place on the axis: a day with its value, or the start of a time without any. */
export interface Day {
  d: string;
  point: HistoryPoint | null;
  /** No neighbour on either side. */
  lone: boolean;
}

/** The days with an empty one where some are missing: a line across them would tell values that nobody measured. */
export function withGaps(points: HistoryPoint[]): Day[] {
  const follows = (index: number) => {
    const [before, after] = [points[index - 1], points[index]];
    return before !== undefined && after !== undefined && daysBetween(before.d, after.d) <= 1;
  };
  return points.flatMap((point, index) => {
    const day: Day = { d: point.d, point, lone: !follows(index) && !follows(index + 1) };
    return index === 0 || follows(index)
      ? [day]
      : [{ d: dayAfter(points[index - 1]?.d ?? ""), point: null, lone: false }, day];
  });
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
