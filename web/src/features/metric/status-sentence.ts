import type { BoardMetric, MetricPage } from "@/api/board";
import { personName } from "@/components/editing/people";
import { bareLimit, isLastGood } from "@/components/words";
import { longAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";
import { tablesRead } from "./tables-read";

export interface Sentence {
  /** What it is, since when. */
  lead: string;
  /** Why, how current that is, whether to believe it, and whose it is. */
  rest: string;
}

/** What of a metric's page the sentence is made of. */
export type Told = Pick<MetricPage, "metric" | "judged" | "tables" | "readings" | "people">;

const NAMES = { red: "Red", amber: "Amber", green: "Normal" } as const;
const WHY: Partial<Record<BoardMetric["reason"], string>> = {
  typical_2s: ", far from typical",
  typical_1s: ", not typical",
  too_few: ", judged before: too few rows now",
};

/** The state of one metric in words: `Red for 1 h 29 m. Above its limit of 5.0 %. Updated 4 minutes ago. Katrin Meyer owns it.` */
export function statusSentence(page: Told, now: number, zone: string): Sentence {
  const { metric } = page;
  const rest = [
    crossed(metric),
    trouble(page, now, zone),
    current(page, now),
    unjudged(metric),
    doubted(metric),
    owned(page),
  ];
  return { lead: lead(page, now), rest: rest.filter(Boolean).join(" ") };
}

function lead({ metric, judged }: Told, now: number): string {
  if (metric.value === null) return "No data yet.";
  if (!judged) return "Not judged yet: too few rows.";
  const age = since(metric.since, now);
  const lasted = age === null || Number.isNaN(age) ? "" : ` for ${longAge(age)}`;
  const name =
    metric.class === "stale" ? `Stale; last known ${NAMES[metric.status].toLowerCase()}` : NAMES[metric.status];
  return `${name}${lasted}${WHY[metric.reason] ?? ""}.`;
}

/** Which line the value is beyond, in the value's own words. */
function crossed({ reason, direction, display, value }: BoardMetric): string {
  const line = { alert_crossed: display.alert, norm_crossed: display.norm }[String(reason)];
  if (!line || value === null) return "";
  const name = reason === "alert_crossed" ? "limit" : "amber line";
  return `${direction === "down" ? "Above" : "Below"} its ${name} of ${bareLimit(line)}.`;
}

/** It was deployed, and no beat has come to it: nothing failed, and nothing was looked for in vain. */
export function isUnmeasured({ metric, readings }: Pick<Told, "metric" | "readings">): boolean {
  return metric.value === null && metric.computed_at === null && readings.length === 0;
}

function trouble(page: Told, now: number, zone: string): string {
  const { metric } = page;
  if (isUnmeasured(page)) return "It was never measured.";
  const from = ` since ${whenText(metric.health_since, now, zone)}`;
  const last = metric.value === null ? "" : "; the last good value is shown";
  if (metric.health === "error") return `The computation fails${from}${last}.`;
  if (metric.health === "no_data") return `The computation finds no data${from}${last}.`;
  if (metric.freshness === "red") return `Its source is not being read${last}.`;
  return metric.freshness === "amber" ? "Its source is read late." : "";
}

/** A value that is of now was updated; of one that is not, when its tables were read says how far the trouble reaches. */
function current({ metric, tables }: Told, now: number): string {
  const read = tablesRead(tables, now);
  return metric.value === null || isLastGood(metric) ? read : read.replace(/^Source read/, "Updated");
}

/** Nothing that could ever make it red or amber. */
function unjudged({ norm_value, alert_value, typical, reason }: BoardMetric): string {
  const judges = norm_value !== null || alert_value !== null || typical !== null || reason.startsWith("typical");
  return judges ? "" : "It has no limits, so nothing judges it.";
}

function doubted({ verification_state }: BoardMetric): string {
  if (verification_state === "unverified") return "Nobody has verified it.";
  return verification_state === "changed" ? "It changed since it was verified." : "";
}

function owned({ metric, people }: Told): string {
  if (metric.incident?.acked_by) return `${personName(metric.incident.acked_by, people)} is on it.`;
  return metric.owner ? `${personName(metric.owner, people)} owns it.` : "Nobody owns it.";
}
