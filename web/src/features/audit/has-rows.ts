import type { Snapshot } from "@/api/audit";

const OURS = new Set([
  "area",
  "bar",
  "cohort",
  "figures",
  "funnel",
  "histogram",
  "line",
  "sankey",
  "scatter",
  "stacked_bar",
  "table",
  "waterfall",
]);

/** Whether there is a table behind a picture: a chart that the workspace draws itself has one only where its cut gives it. */
export function hasRows({ chart, payload }: Pick<Snapshot, "chart" | "payload">): boolean {
  if (OURS.has(chart)) return true;
  return "columns" in payload && Array.isArray(payload.columns) && payload.columns.length > 0;
}
