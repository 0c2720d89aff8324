import type { BoardMetric, Change } from "@/api/board";
import { longAge, oldText, shortAge, since, spokenAge } from "@/lib/age";
import { whenText } from "@/lib/calendar";

/** `katrin.meyer@aurora.example` -> `katrin.meyer`: as much as a wall has room for. */
export function ownerName(email: string): string {
  return email.split("@")[0] || email;
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
}

/** What stands in the corner of a tile: how old what it shows is. */
export function cornerText(metric: BoardMetric, now: number): Corner {
  const good = metric.health === "ok";
  // After a failure the age of the last good value counts, whatever was read since.
  const age = since(good ? (metric.source_as_of ?? metric.as_of) : (metric.as_of ?? metric.source_as_of), now);
  if (metric.value === null) return { text: "", tone: "quiet" };
  if (age === null) return { text: "never read", tone: "loud" };
  if (!good || metric.freshness === "red" || Number.isNaN(age)) return { text: oldText(age), tone: "loud" };
  return { text: shortAge(age), tone: metric.freshness === "amber" ? "aging" : "quiet" };
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

const STATUS_WORDS = { red: "red", amber: "amber", green: "normal" } as const;

/** `red for 1 h 29 m` */
export function statusAge(metric: BoardMetric, now: number): string {
  const age = since(metric.since, now);
  return age === null || Number.isNaN(age) ? "" : longAge(age);
}

/** The whole tile as one sentence, for ears. */
export function tileSentence(metric: BoardMetric, now: number): string {
  const { display } = metric;
  const head = `${metric.code}, ${metric.name}: ${metric.value === null ? "no value yet" : display.text}.`;
  const age = statusAge(metric, now);
  const word = metric.class === "stale" ? "stale, last known normal" : STATUS_WORDS[metric.status];
  const parts = [head, `Status ${word}${age ? ` for ${age}` : ""}.`];
  const limit = limitText(metric);
  if (limit) parts.push(`${judgedBy(metric)}: ${limit}.`);
  if (display.change) parts.push(`Change: ${display.change}.`);
  parts.push(...conditionSentences(metric, now));
  return parts.join(" ");
}

/** Too few rows are no limit: nothing was crossed. */
function judgedBy({ reason }: BoardMetric): string {
  return reason === "too_few" ? "Not judged anew" : "Limit";
}

function conditionSentences(metric: BoardMetric, now: number): string[] {
  const said: string[] = [];
  if (metric.health === "error") said.push("The computation failed; this is the last good value.");
  if (metric.health === "no_data" && metric.value !== null) said.push("The last computation found no data.");
  if (metric.cause) said.push(`${metric.cause}.`);
  if (metric.target_hit) said.push("Target reached.");
  if (metric.verification_state === "unverified") said.push("Not verified.");
  if (metric.verification_state === "changed") said.push("Changed since it was verified.");
  const age = since(metric.source_as_of ?? metric.as_of, now);
  // Without a good value nobody knows here when its tables were read; that there is no value was said first.
  if (age !== null) said.push(`Source read ${spokenAge(age)}.`);
  return said;
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
