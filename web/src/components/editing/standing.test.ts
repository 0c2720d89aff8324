import { expect, test } from "vitest";
import type { MetricPage, OperatorChange } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { meanwhile, standingOf } from "./standing";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const page = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const base = standingOf(page);
const LINES = ["norm_value", "alert_value"] as const;

function edited(change: Partial<MetricPage["metric"]>, column: string): MetricPage {
  const at = "2026-11-20T09:01:00Z";
  const edit: OperatorChange = {
    ...{
      at,
      by: "Marek",
      column,
      from: "1",
      to: "2",
      text_from: "1",
      text_to: "2",
      reason: null,
      definition_hash: null,
    },
  };
  const operator_changes = [edit, ...page.operator_changes];
  return { ...page, edit_version: "another", metric: { ...page.metric, ...change }, operator_changes };
}

test("who changed the same meanwhile is told, with what", () => {
  const found = meanwhile(base, edited({ alert_value: 1 }, "alert_value"), LINES);
  expect(found?.changes.map((change) => [change.by, change.column])).toEqual([["Marek", "alert_value"]]);
});

test("an edit of something else is no reason to ask, nor a change that was taken back", () => {
  expect(meanwhile(base, edited({ owner: "new@aurora.example" }, "owner"), LINES)).toBeNull();
  expect(meanwhile(base, edited({}, "alert_value"), LINES)).toBeNull();
});

test("another definition concerns whoever verifies, and nobody who moves a line", () => {
  const deployed = { ...page, edit_version: "another", definition: { ...page.definition, definition_hash: "v1:new" } };
  expect(meanwhile(base, deployed, ["verification_state"])).toEqual({ changes: [], redeployed: true });
  expect(meanwhile(base, deployed, LINES)).toBeNull();
});
