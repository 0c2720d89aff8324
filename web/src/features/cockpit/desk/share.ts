import type { BoardMetric } from "@/api/board";
import { type Filter, searchOf } from "./filter";

/** An address that shows the same to anybody: stars are of one browser, so the metrics themselves are named in their place. */
export function shareAddress(filter: Filter, shown: BoardMetric[], origin: string): string {
  const codes = shown.map((metric) => metric.code);
  const told = filter.starred ? { ...filter, starred: false, watch: { name: "Starred", codes } } : filter;
  const search = new URLSearchParams(Object.entries(searchOf(told)).map(([key, value]) => [key, String(value)]));
  return `${origin}/?${search.toString().replaceAll("%2C", ",")}`;
}
