import type { MetricPage } from "@/api/board";
import type { MetricChanges } from "@/api/edit-metric";
import { fullDay } from "@/lib/calendar";
import { textsOf } from "./limit-scale";
import { LINE_COLUMNS } from "./limits-draft";

/** `was 5.0 % since 3 Feb 2026`: what the first of the changed lines was, and since when or from where. */
export function wasText(page: MetricPage, changes: MetricChanges, zone: string): string {
  const column = LINE_COLUMNS.toReversed().find((each) => each in changes);
  if (!column) return "";
  const text = textsOf(page)[column];
  const last = page.operator_changes.find((change) => change.column === column);
  const since = last ? ` since ${fullDay(last.at, zone)}` : text ? ", from its file" : "";
  return text === null ? `was none${since}` : `was ${text}${since}`;
}
