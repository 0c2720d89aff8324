/** Moments that a person names by the clock on the wall of the workspace: `tomorrow at 9:00`, also when the clocks change that night. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** How far the zone's clock is ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(new Date(at));
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(at / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const numeric = "numeric" as const;
  const asked = {
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
    hourCycle: "h23" as const,
  };
  try {
    return new Intl.DateTimeFormat("en-GB", { ...asked, timeZone: zone });
  } catch {
    // A zone that this browser does not know is read as UTC, as everywhere.
    return new Intl.DateTimeFormat("en-GB", { ...asked, timeZone: "UTC" });
  }
}

/** `2026-03-29T09:00` as the zone's clock shows it at a moment. */
export function zonedText(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/**
 * The moment at which the zone's clock shows this; NaN for what is no time. A time that the change of clocks leaves out is the first moment
 * after it; one that comes twice is the later one, so that what ends then covers both.
 */
export function zonedMoment(text: string, zone: string): number {
  const wanted = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(`${text.slice(0, 16)}:00Z`) : Number.NaN;
  if (Number.isNaN(wanted)) return Number.NaN;
  const offsets = [offsetAt(wanted - DAY, zone), offsetAt(wanted + DAY, zone)];
  const found = offsets.map((offset) => wanted - offset).filter((at) => at + offsetAt(at, zone) === wanted);
  return found.length > 0
    ? Math.max(...found)
    : changeBetween(wanted - Math.max(...offsets), wanted - Math.min(...offsets), zone);
}

/** When the clock was put forward between two moments. */
function changeBetween(from: number, to: number, zone: string): number {
  let [before, after] = [from, to];
  const first = offsetAt(before, zone);
  while (after - before > MINUTE) {
    const middle = Math.floor((before + after) / 2 / MINUTE) * MINUTE;
    if (middle <= before) break;
    if (offsetAt(middle, zone) === first) before = middle;
    else after = middle;
  }
  return after;
}

/** So many days later at a time of day, else at the same one. */
export function daysLater(at: number, days: number, zone: string, time?: string): number {
  const [day = "", own = ""] = zonedText(at, zone).split("T");
  const later = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
  return zonedMoment(`${later}T${time ?? own}`, zone);
}
