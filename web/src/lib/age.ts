/** Ages as the wall prints them. All take milliseconds; `since` tells those that cannot be told as NaN. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNKNOWN = "age unknown";
/** Clocks differ a little; a time further ahead than this says that one of them is wrong. */
const AHEAD = MINUTE;

/** One short word for the corner of a tile: `now`, `4m`, `2h`, `3d`. */
export function shortAge(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return UNKNOWN;
  if (milliseconds < MINUTE) return "now";
  if (milliseconds < HOUR) return `${Math.floor(milliseconds / MINUTE)}m`;
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)}h`;
  return `${Math.floor(milliseconds / DAY)}d`;
}

/** `2 d 4 h old` */
export function oldText(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? UNKNOWN : `${longAge(milliseconds)} old`;
}

/** `34 m ago` */
export function agoText(milliseconds: number): string {
  return Number.isNaN(milliseconds) ? UNKNOWN : `${longAge(milliseconds)} ago`;
}

/** Two parts where they say more than one: `34 m`, `1 h 29 m`, `2 d 4 h`, `119 d`. */
export function longAge(milliseconds: number): string {
  const age = Math.max(0, milliseconds);
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} m`;
  if (age < DAY) return pair(Math.floor(age / HOUR), "h", Math.floor((age % HOUR) / MINUTE), "m");
  if (age < 10 * DAY) return pair(Math.floor(age / DAY), "d", Math.floor((age % DAY) / HOUR), "h");
  return `${Math.floor(age / DAY)} d`;
}

/** In words for a screen reader: `4 minutes ago`, `2 days ago`. */
export function spokenAge(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return "at a time ahead of this screen's clock";
  if (milliseconds < MINUTE) return "just now";
  if (milliseconds < HOUR) return `${counted(Math.floor(milliseconds / MINUTE), "minute")} ago`;
  if (milliseconds < 2 * DAY) return `${counted(Math.floor(milliseconds / HOUR), "hour")} ago`;
  return `${counted(Math.floor(milliseconds / DAY), "day")} ago`;
}

/** Since when, as milliseconds before `now`; null when there is no such time, NaN when it has not come yet. */
export function since(at: string | null, nowMilliseconds: number): number | null {
  const then = at ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(then)) return null;
  return then - nowMilliseconds > AHEAD ? Number.NaN : Math.max(0, nowMilliseconds - then);
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
