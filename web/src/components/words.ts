import type { BoardMetric, Change } from "@/api/board";
import { longAge, oldText, shortAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";

/** `katrin.meyer@aurora.example` -> `katrin.meyer`: as much as a wall has room for. */
export function ownerName(email: string): string {
  return email.split("@")[0] || email;
}

type Owned = Pick<BoardMetric, "owner" | "owner_name">;

/** The owner as the workspace calls them; a board of an older version has no names. */
export function ownerOf({ owner, owner_name }: Owned): string | null {
  return owner && (owner_name ?? ownerName(owner));
}

/** People are named by their address, or by what stands before the @. */
export function isOwnedBy({ owner }: Pick<BoardMetric, "owner">, wanted: string): boolean {
  return owner !== null && [owner, ownerName(owner)].some((each) => each.toLowerCase() === wanted.toLowerCase());
}

/** The same of somebody whom one of these metrics may belong to. */
export function nameAmong(metrics: readonly Owned[], email: string): string {
  const owned = metrics.find((metric) => isOwnedBy(metric, email));
  return (owned && ownerOf(owned)) ?? ownerName(email);
}

/** The value on the tile is not of now: the last computation failed, found nothing, or the source was not read. */
export function isLastGood(metric: BoardMetric): boolean {
  return metric.value !== null && (metric.health !== "ok" || metric.freshness === "red");
}

/** The line that explains the colour: the limit that was crossed, or what else spoke. */
export function limitText(metric: BoardMetric): string | null {
  const { display, status, reason } = metric;
  if (reason === "too_few") return metric.n === null ? "too few rows" : `only ${metric.n} rows`;
  if (reason === "typical_1s" || reason === "typical_2s") return "not typical";
  if (reason === "no_data") return null;
  if (reason === "norm_crossed") return display.norm;
  return status === "red" ? (display.alert ?? display.norm) : (display.norm ?? display.alert);
}

/** `max 5.0 %` -> `5.0 %` */
export function bareLimit(limit: string | null): string | null {
  return limit?.replace(/^(max|min)\s+/, "") ?? null;
}

export interface Corner {
  text: string;
  /** Quiet: an age. Aging: getting old. Loud: the age is the news. */
  tone: "quiet" | "aging" | "loud";
  /** Of the data, where the text does not say it: getting old, or too old. */
  clock: "aging" | "old" | null;
}

/** What stands in the corner of a tile: how old what it shows is; without a value, how old the data is that gave none. */
export function cornerText(metric: BoardMetric, now: number): Corner {
  const { freshness, health, value } = metric;
  const clock = CLOCKS[freshness];
  // After a failure the age of the last good value counts, whatever was read since.
  const failed = health !== "ok" && value !== null;
  const age = failed
    ? ageOf([metric.as_of, metric.source_as_of], now)
    : ageOf([metric.source_as_of, metric.as_of], now);
  if (age === null) return value === null ? { text: "", tone: "quiet", clock } : NEVER_READ;
  if (failed) return { text: oldText(age), tone: "loud", clock };
  if (freshness === "red" || Number.isNaN(age)) return { text: oldText(age), tone: "loud", clock: null };
  return { text: shortAge(age), tone: freshness === "amber" ? "aging" : "quiet", clock };
}

const CLOCKS = { green: null, amber: "aging", red: "old" } as const;
const NEVER_READ: Corner = { text: "never read", tone: "loud", clock: null };

function ageOf([first, second]: [string | null, string | null], now: number): number | null {
  return since(first ?? second, now);
}

/** Why the value is the last good one, in two short lines: `failed since` / `08:12`. Null when it is of now. */
export function troubleLines(metric: BoardMetric, now: number, zone: string): [string, string] | null {
  const from = whenText(metric.health_since, now, zone);
  if (metric.health === "error") return ["failed since", from];
  if (metric.value === null) return null;
  if (metric.health === "no_data") return ["no data since", from];
  return metric.freshness === "red" ? ["last good", "value"] : null;
}

/** The cause as a tile has room for it: without what stands beside it already. The whole one is in the tooltip. */
export function causeText({ cause, error }: BoardMetric): string {
  return (cause ?? error ?? "")
    .replace(/^(failing|no data): /, "")
    .replace(/, last read .* ago$/, "")
    .replace(/^Postgres refused the SQL of [^:]+: /, "SQL refused: ")
    .replace(/ \([0-9A-Z]{5}\)(, at line [\s\S]*)?$/, "")
    .replace(/^table (?:[^ .]+\.)([^ ]+) has not landed yet/, "$1 has not landed yet");
}

/** `red for 1 h 29 m` */
export function statusAge(metric: BoardMetric, now: number): string {
  const age = since(metric.since, now);
  return age === null || Number.isNaN(age) ? "" : longAge(age);
}

/** `below 98.5 %` for the footer: what the change of status means, from the line that was crossed. */
export function changeText(change: Change, metric: BoardMetric | undefined): string {
  if (change.to === "green") return change.from === "red" ? "recovered" : "back to normal";
  const line = change.to === "red" ? metric?.display.alert : metric?.display.norm;
  const crossed = metric?.reason === "alert_crossed" || metric?.reason === "norm_crossed";
  if (line && crossed && metric?.status === change.to) {
    return line.replace(/^max\s+/, "above ").replace(/^min\s+/, "below ");
  }
  return change.to === "red" ? "turned red" : change.from === "red" ? "eased to amber" : "turned amber";
}
