import type { CatalogMetric } from "@/api/catalog";
import { ownerOf } from "@/components/words";
import { liesIn } from "@/lib/areas";
import { searchedText, searchedWords } from "@/lib/searched-text";
import type { ColumnKey } from "./column-keys";
import { type Condition, NOBODY, type View } from "./view";
import { STAGE_ORDER } from "./words";

/** A line of the list: a metric, or the heading of an area. */
export type Line =
  | { kind: "metric"; metric: CatalogMetric }
  | { kind: "area"; area: string; count: number; red: number };

type SortValue = string | number | null;

const CLASS_ORDER = { red: 0, amber: 1, stale: 2, normal: 3 };
const VERDICTS = { fail: 0, warn: 1, pass: 2 };

/** By what a column sorts; null stands last in either direction. */
const SORT_VALUES: Record<ColumnKey, (metric: CatalogMetric) => SortValue> = {
  status: (metric) => (metric.class ? CLASS_ORDER[metric.class] + (metric.health === "ok" ? 0.5 : 0) : null),
  code: (metric) => metric.code,
  name: (metric) => metric.name,
  value: (metric) => metric.value,
  data: (metric) => metric.source_as_of ?? metric.as_of,
  since: (metric) => (metric.value === null ? null : metric.since),
  lines: (metric) => metric.norm ?? metric.alert,
  stage: (metric) => STAGE_ORDER.indexOf(metric.stage),
  verified: (metric) => metric.verified_at,
  owner: ownerOf,
  area: (metric) => metric.area,
  period: (metric) => ["snapshot", "24h", "7d", "30d", "funnel"].indexOf(metric.period),
  priority: (metric) => metric.priority,
  takes: (metric) => metric.cost?.median_seconds ?? null,
  rows: (metric) => metric.cost?.rows_read ?? null,
  audit: (metric) => (metric.audit ? VERDICTS[metric.audit.verdict] : null),
  deployed: (metric) => metric.deployed_at,
  id: (metric) => metric.metric_id,
  file: (metric) => metric.file,
};

const CONDITION: Record<Condition, (metric: CatalogMetric) => boolean> = {
  red: (metric) => metric.class === "red",
  amber: (metric) => metric.class === "amber",
  stale: (metric) => metric.class === "stale",
  normal: (metric) => metric.class === "normal",
  failing: (metric) => metric.health === "error",
  "no-data": (metric) => metric.health === "no_data",
};

/** The metrics that a view shows, in its order. The catalog itself is in the order of the wall. */
export function arrange(metrics: readonly CatalogMetric[], view: View): CatalogMetric[] {
  const words = searchedWords(view.text);
  const shown = metrics.filter((metric) => fits(metric, view) && speaksOf(metric, words));
  if (view.sort.length === 0) return shown;
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  return shown.sort((first, second) => {
    for (const { key, descending } of view.sort) {
      const order = compare(SORT_VALUES[key](first), SORT_VALUES[key](second), collator, descending);
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Below headings of areas, in the order of their names; each area keeps the order of its metrics. */
export function linesOf(metrics: readonly CatalogMetric[], grouped: boolean): Line[] {
  if (!grouped) return metrics.map((metric) => ({ kind: "metric", metric }));
  const areas = new Map<string, CatalogMetric[]>();
  for (const metric of metrics) {
    const members = areas.get(metric.area);
    if (members) members.push(metric);
    else areas.set(metric.area, [metric]);
  }
  return [...areas.entries()]
    .sort(([first], [second]) => first.localeCompare(second, "en"))
    .flatMap(([area, members]): Line[] => [
      { kind: "area", area, count: members.length, red: members.filter(CONDITION.red).length },
      ...members.map((metric): Line => ({ kind: "metric", metric })),
    ]);
}

/** How many of these metrics are in a condition. */
export function countOf(metrics: readonly CatalogMetric[], condition: Condition): number {
  return metrics.filter(CONDITION[condition]).length;
}

/** Every kind of choice must let a metric through; any of its choices is enough. */
function fits(metric: CatalogMetric, view: View): boolean {
  const { areas, owners, conditions, verifications, stages } = view;
  const wanted = (chosen: string[], has: string) => chosen.length === 0 || chosen.includes(has);
  const asksForRetired = view.retired || stages.includes("retired");
  return (
    (metric.retired === null || asksForRetired) &&
    (areas.length === 0 || areas.some((area) => liesIn(metric.area || NOBODY, area))) &&
    wanted(owners, metric.owner ?? NOBODY) &&
    (conditions.length === 0 || conditions.some((each) => CONDITION[each](metric))) &&
    wanted(verifications, metric.verification_state ?? "") &&
    wanted(stages, metric.stage)
  );
}

/** Each word stands somewhere in what people call the metric. */
function speaksOf(metric: CatalogMetric, words: string[]): boolean {
  if (words.length === 0) return true;
  const said = searchedText(metric);
  return words.every((word) => said.includes(word));
}

function compare(first: SortValue, second: SortValue, collator: Intl.Collator, descending: boolean): number {
  if (first === null || second === null) return Number(first === null) - Number(second === null);
  const order =
    typeof first === "number" && typeof second === "number"
      ? first - second
      : collator.compare(String(first), String(second));
  return descending ? -order : order;
}
