import type { BoardMetric } from "@/api/board";
import { ownerName } from "@/components/words";
import { longAge, since, spokenAge } from "@/lib/age";
import { whenText } from "@/lib/calendar";

export interface Sentence {
  /** What it is, since when. */
  lead: string;
  /** How current that is, and whose it is. */
  rest: string;
}

const NAMES = { red: "Red", amber: "Amber", green: "Normal" } as const;
const WHY: Partial<Record<BoardMetric["reason"], string>> = {
  typical_2s: ", far from typical",
  typical_1s: ", not typical",
  too_few: ", judged before: too few rows now",
};

/** The state of one metric in words: `Red for 1 h 29 m. Source read 4 minutes ago. Owned by k.meyer.` */
export function statusSentence(metric: BoardMetric, now: number, zone: string): Sentence {
  const age = since(metric.since, now);
  const lasted = age === null || Number.isNaN(age) ? "" : ` for ${longAge(age)}`;
  const lead =
    metric.value === null
      ? "No data yet."
      : `${metric.class === "stale" ? "Stale; last known normal" : NAMES[metric.status]}${lasted}${WHY[metric.reason] ?? ""}.`;
  return { lead, rest: [trouble(metric, now, zone), read(metric, now), owned(metric)].filter(Boolean).join(" ") };
}

function trouble(metric: BoardMetric, now: number, zone: string): string {
  const from = metric.health_since ? ` since ${whenText(metric.health_since, now, zone)}` : "";
  const last = metric.value === null ? "" : "; the last good value is shown";
  if (metric.health === "error") return `The computation fails${from}${last}.`;
  if (metric.health === "no_data") return `The computation finds no data${from}${last}.`;
  return metric.freshness === "red" ? `Its source is not being read${last}.` : "";
}

function read(metric: BoardMetric, now: number): string {
  const age = since(metric.source_as_of, now);
  return age === null ? "Its source was never read." : `Source read ${spokenAge(age)}.`;
}

function owned(metric: BoardMetric): string {
  if (metric.incident?.acked_by) return `${ownerName(metric.incident.acked_by)} is on it.`;
  return metric.owner ? `Owned by ${ownerName(metric.owner)}.` : "Nobody owns it.";
}
