import type { BoardMetric, MetricPage } from "@/api/board";
import { ownerName } from "@/components/words";
import { longAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";
import { tablesRead } from "./tables-read";

export interface Sentence {
  /** What it is, since when. */
  lead: string;
  /** How current that is, and whose it is. */
  rest: string;
}

/** What of a metric's page the sentence is made of. */
export type Told = Pick<MetricPage, "metric" | "judged" | "tables" | "readings">;

const NAMES = { red: "Red", amber: "Amber", green: "Normal" } as const;
const WHY: Partial<Record<BoardMetric["reason"], string>> = {
  typical_2s: ", far from typical",
  typical_1s: ", not typical",
  too_few: ", judged before: too few rows now",
};

/** The state of one metric in words: `Red for 1 h 29 m. Source read 4 minutes ago. Owned by k.meyer.` */
export function statusSentence(page: Told, now: number, zone: string): Sentence {
  const { metric, tables } = page;
  const rest = [trouble(page, now, zone), tablesRead(tables, now), owned(metric)];
  return { lead: lead(page, now), rest: rest.filter(Boolean).join(" ") };
}

function lead({ metric, judged }: Told, now: number): string {
  if (metric.value === null) return "No data yet.";
  if (!judged) return "Not judged yet: too few rows.";
  const age = since(metric.since, now);
  const lasted = age === null || Number.isNaN(age) ? "" : ` for ${longAge(age)}`;
  const name = metric.class === "stale" ? "Stale; last known normal" : NAMES[metric.status];
  return `${name}${lasted}${WHY[metric.reason] ?? ""}.`;
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
  return metric.freshness === "red" ? `Its source is not being read${last}.` : "";
}

function owned(metric: BoardMetric): string {
  if (metric.incident?.acked_by) return `${ownerName(metric.incident.acked_by)} is on it.`;
  return metric.owner ? `Owned by ${ownerName(metric.owner)}.` : "Nobody owns it.";
}
