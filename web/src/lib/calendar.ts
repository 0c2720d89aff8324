/** Times of day and days, always in the workspace's time zone: the wall may hang in another one. */

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = make(zone, options);
  formats.set(key, made);
  return made;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function make(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  } catch {
    // A zone this browser does not know must not blank the wall.
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}

/** `09:41` */
export function clockTime(at: number | string, zone: string): string {
  return format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

/** `Fri 20 Nov` */
export function dayName(at: number | string, zone: string): string {
  return format(zone, { weekday: "short", day: "numeric", month: "short" }).format(new Date(at)).replace(",", "");
}

/** `20 Nov` */
export function shortDay(at: number | string, zone: string): string {
  return format(zone, { day: "numeric", month: "short" }).format(new Date(at));
}

/** `20 Nov 2026` */
export function fullDay(at: number | string, zone: string): string {
  return format(zone, { day: "numeric", month: "short", year: "numeric" }).format(new Date(at));
}

/** `2026-11-20`, the day a moment falls on. */
export function isoDay(at: number | string, zone: string): string {
  const parts = format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** `09:07` on the same day, `Thu 09:07` within a week, `12 Nov` before that. */
export function whenText(at: string, nowMilliseconds: number, zone: string): string {
  if (isoDay(at, zone) === isoDay(nowMilliseconds, zone)) return clockTime(at, zone);
  const week = 6 * 24 * 3600 * 1000;
  if (nowMilliseconds - Date.parse(at) < week) {
    return `${format(zone, { weekday: "short" }).format(new Date(at))} ${clockTime(at, zone)}`;
  }
  return format(zone, { day: "numeric", month: "short" }).format(new Date(at));
}

/** Days from the first to the second of two `YYYY-MM-DD`. */
export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(`${second}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000);
}
