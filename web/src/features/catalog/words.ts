import type { CatalogMetric, Stage } from "@/api/catalog";
import type { GlyphName } from "@/components/glyph";
import { fineSecondsText } from "@/lib/amounts";

/** What stands in the column of the status: a shape, a word, and what else is to be known of the value. */
export interface Standing {
  glyph: GlyphName;
  word: string;
  remark: string | null;
}

const CLASSES = {
  red: { glyph: "red", word: "red" },
  amber: { glyph: "amber", word: "amber" },
  stale: { glyph: "stale", word: "stale" },
  normal: { glyph: "green", word: "normal" },
} as const;

export function standingOf(metric: CatalogMetric): Standing {
  if (metric.retired) return { glyph: "empty", word: "retired", remark: null };
  if (metric.value === null && metric.health !== "error") return { glyph: "empty", word: "no data", remark: null };
  const { glyph, word } = CLASSES[metric.class ?? "normal"];
  if (metric.health === "error") return { glyph: "error", word: "failing", remark: word === "stale" ? null : word };
  return { glyph, word, remark: metric.health === "no_data" ? "no new data" : null };
}

export const STAGES: Record<Stage, string> = {
  draft: "draft",
  unverified: "unverified",
  owned: "has an owner",
  reviewed: "reviewed",
  verified: "verified",
  changed: "changed since",
  retired: "retired",
};

/** From the first to the last of a metric's life, for sorting and choosing. */
export const STAGE_ORDER = Object.keys(STAGES) as Stage[];

export const VERIFICATIONS = { verified: "verified", changed: "changed since verified", unverified: "unverified" };

export const PERIODS: Record<CatalogMetric["period"], string> = {
  snapshot: "now",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  funnel: "funnel",
};

/** `max 5 %, red at 8 %`: the amber line, then the red one. */
export function linesText({ norm, alert }: CatalogMetric): string {
  if (norm && alert) return `${norm}, red ${alert.replace(/^(max|min) /, "")}`;
  return norm ?? (alert ? `red ${alert}` : "");
}

export function costTitle({ cost }: CatalogMetric): string | undefined {
  if (!cost) return undefined;
  const runs = cost.runs === 1 ? "one run" : `${cost.runs} runs`;
  const longest = fineSecondsText(cost.longest_seconds);
  return `Median of ${runs}; the last took ${fineSecondsText(cost.seconds)}, the longest ${longest}`;
}
