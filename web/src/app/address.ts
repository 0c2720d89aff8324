import { parseSearchWith, stringifySearchWith } from "@tanstack/react-router";

/** Each part of an address stands there as it is: an area `2024` has no quotes around it, and `1e3` stays a text. */
export const parseSearch = parseSearchWith((text) => text);

const stringify = stringifySearchWith(JSON.stringify);

/** Lists stay readable: `status=red,stale`. */
export function stringifySearch(search: Record<string, unknown>): string {
  return stringify(search).replaceAll("%2C", ",");
}
