import type { BoardMetric } from "@/api/board";
import { type Filter, searchOf } from "./filter";

/** An address that shows the same to anybody: stars are of one browser, so the metrics themselves are named in their place. */
export function shareAddress(filter: Filter, shown: BoardMetric[], origin: string): string {
  const codes = shown.map((metric) => metric.code);
  const told = filter.starred ? { ...filter, starred: false, watch: { name: "Starred", codes } } : filter;
  const search = new URLSearchParams(Object.entries(searchOf(told)).map(([key, value]) => [key, String(value)]));
  return `${origin}/?${search.toString().replaceAll("%2C", ",")}`;
}

/** False where the browser allows no page to copy. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Plain HTTP from another machine has no clipboard of its own. */
function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const before = document.activeElement as HTMLElement | null;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
