import { textOf } from "./search-text";

/** What an address says of a screen that nobody touches: `/?tv=1&dim=19-07&pages=payments,risk&every=60`. */
export interface TelevisionSearch {
  /** No navigation, no buttons, no cursor; the screen stays awake. */
  tv?: 1;
  /** Half as bright between two times of the workspace's day: `19-07`, `18:30-6:45`. */
  dim?: string;
  /** Areas that take turns, or `all` for every one. */
  pages?: string;
  /** Seconds that each of them stays. */
  every?: number;
  /** For this visit; `public/theme.js` heeds it before the first paint. */
  theme?: "dark" | "light";
}

/** These follow to the page of a metric and back, so that a reload there brings up the same screen. */
export const TELEVISION_KEYS = ["tv", "dim", "pages", "every", "theme"] as const;

/** What cannot be read is left out: a typing error in the address of a wall must not blank it. */
export function televisionSearch(search: Record<string, unknown>): TelevisionSearch {
  const { theme } = search;
  const [dim, pages] = [textOf(search.dim), textOf(search.pages)];
  const every = Number(search.every);
  return {
    ...(search.tv && search.tv !== "0" ? { tv: 1 as const } : {}),
    ...(dimHours(dim) ? { dim } : {}),
    ...(pages.trim() ? { pages } : {}),
    ...(Number.isFinite(every) && every > 0 ? { every } : {}),
    ...(theme === "dark" || theme === "light" ? { theme } : {}),
  };
}

/** Whether this screen hangs on a wall now; `features/television` says so to style sheets and scripts alike. */
export function isTelevision(): boolean {
  return typeof document !== "undefined" && document.documentElement.dataset.tv !== undefined;
}

/** Minutes after midnight. */
export interface DimHours {
  from: number;
  until: number;
}

export function dimHours(text: string | undefined): DimHours | null {
  const found = /^(\d{1,2})(?::([0-5]\d))?-(\d{1,2})(?::([0-5]\d))?$/.exec(text?.trim() ?? "");
  if (!found) return null;
  const from = minutes(found[1], found[2]);
  const until = minutes(found[3], found[4]);
  return from > 24 * 60 || until > 24 * 60 || from === until ? null : { from, until };
}

/** Whether a time such as `23:05` lies between the two, also over midnight. */
export function isBetween({ from, until }: DimHours, clock: string): boolean {
  const [hour, minute] = clock.split(":");
  const at = minutes(hour, minute);
  return from < until ? at >= from && at < until : at >= from || at < until;
}

function minutes(hour = "0", minute = "0"): number {
  return Number(hour) * 60 + Number(minute);
}
