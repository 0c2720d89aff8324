import { daysBetween, isoDay } from "@/lib/calendar";

/** What of its history the chart shows. All of it stands in the address, so that a link shows the same. */

export const RANGES = [
  { key: "30d", name: "30 d", days: 30 },
  { key: "90d", name: "90 d", days: 90 },
  { key: "180d", name: "180 d", days: 180 },
  { key: "1y", name: "1 y", days: 365 },
  { key: "all", name: "All", days: Number.POSITIVE_INFINITY },
] as const;

export const GRAINS = [
  { key: "day", name: "Day" },
  { key: "week", name: "Week" },
  { key: "month", name: "Month" },
] as const;

export type RangeKey = (typeof RANGES)[number]["key"];
export type Grain = (typeof GRAINS)[number]["key"];

export interface ChartSearch {
  range?: RangeKey;
  grain?: Grain;
  /** The days that were zoomed to, both ends included. */
  from?: string;
  to?: string;
}

/** Days from the first to the last, both included, as `YYYY-MM-DD`. */
export interface Span {
  from: string;
  to: string;
}

/** What an address asks for; whatever makes no sense is left out. */
export function chartSearch(search: Record<string, unknown>): ChartSearch {
  const range = RANGES.find(({ key }) => key === search.range)?.key;
  const grain = GRAINS.find(({ key }) => key === search.grain)?.key;
  const [from, to] = [dayOf(search.from), dayOf(search.to)];
  const zoomed = from !== null && to !== null && from < to;
  return { ...(range && { range }), ...(grain && { grain }), ...(zoomed && { from, to }) };
}

function dayOf(value: unknown): string | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const at = Date.parse(`${value}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== value ? null : value;
}

/** The days of a range, up to today: a history that stopped ends before the right edge. */
export function rangeSpan(key: RangeKey, days: readonly { d: string }[], today: string): Span {
  const [first, last] = [days[0]?.d ?? today, days.at(-1)?.d ?? today];
  const to = last > today ? last : today;
  const length = RANGES.find((range) => range.key === key)?.days ?? 180;
  return { from: Number.isFinite(length) ? addDays(to, 1 - length) : first < to ? first : addDays(to, -29), to };
}

/** The shortest range that shows all there is, 180 days at most. */
export function fittingRange(days: readonly { d: string }[], today: string): RangeKey {
  const first = days[0];
  const span = first ? daysBetween(first.d, today) + 1 : 0;
  // A month that just began its second day is still looked at as a month.
  return span <= 33 ? "30d" : span <= 95 ? "90d" : "180d";
}

export function within<Point extends { d: string }>(points: readonly Point[], { from, to }: Span): Point[] {
  return points.filter(({ d }) => d >= from && d <= to);
}

/** Those that lasted into a span, by the days of the workspace. */
export function failuresWithin<Failure extends { since: string; until: string | null }>(
  failures: readonly Failure[],
  { from, to }: Span,
  zone: string,
): Failure[] {
  return failures.filter(
    ({ since, until }) => isoDay(since, zone) <= to && (until === null || isoDay(until, zone) >= from),
  );
}

/** Fewer days than this are no curve. */
const CLOSEST_DAYS = 7;

/** A span `factor` times as long around a day that keeps its place, within the days that there are. */
export function zoomed(span: Span, factor: number, around: string, all: Span): Span {
  const length = daysBetween(span.from, span.to);
  const most = daysBetween(all.from, all.to);
  const wanted = Math.min(most, Math.max(CLOSEST_DAYS - 1, Math.round(length * factor)));
  const share = length === 0 ? 0.5 : Math.min(1, Math.max(0, daysBetween(span.from, around) / length));
  return held(addDays(around, -Math.round(wanted * share)), wanted, all);
}

/** The span moved by so many days, no further than there are days. */
export function moved(span: Span, days: number, all: Span): Span {
  return held(addDays(span.from, days), daysBetween(span.from, span.to), all);
}

/** The span between two days in either order, widened to what can be read. */
export function spanBetween(one: string, other: string, all: Span): Span {
  const [from, to] = one < other ? [one, other] : [other, one];
  const missing = CLOSEST_DAYS - 1 - daysBetween(from, to);
  return missing <= 0
    ? held(from, daysBetween(from, to), all)
    : held(addDays(from, -Math.floor(missing / 2)), CLOSEST_DAYS - 1, all);
}

function held(from: string, length: number, all: Span): Span {
  const most = Math.min(length, daysBetween(all.from, all.to));
  const latest = addDays(all.to, -most);
  const first = from < all.from ? all.from : from > latest ? latest : from;
  return { from: first, to: addDays(first, most) };
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
