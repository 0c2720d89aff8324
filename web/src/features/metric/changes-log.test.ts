import { expect, test } from "vitest";
import type { DeployedDefinition, OperatorChange } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { changesLog } from "./changes-log";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const page = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);

function change(column: string, at: string, from: string | null, to: string | null, by = "Anna"): OperatorChange {
  return { column, at, by, from, to, text_from: from, text_to: to, reason: null, definition_hash: null };
}

test("what was changed in one edit stands together, the newest first, with deploys between", () => {
  const operator_changes = [
    change("owner", "2026-11-12T08:00:00Z", null, "katrin.meyer@aurora.example"),
    change("alert_value", "2026-11-12T08:00:00Z", "5.0 %", "5.5 %"),
    change("norm_value", "2026-11-01T08:00:00Z", "4.0 %", null),
  ];
  const [first, second] = page.definitions;
  const definitions = [
    { ...(first as DeployedDefinition), deployed_at: "2026-05-04T08:00:00Z", git_commit: "5d1c0f77ab" },
    { ...(second as DeployedDefinition), deployed_at: "2026-11-08T08:00:00Z", git_commit: "9b2e4f60aa-dirty" },
  ];
  const log = changesLog({ ...page, operator_changes, definitions });
  expect(
    log.map((entry) => entry.event ?? entry.changes.map(({ name, from, to }) => `${name} ${from} > ${to}`)),
  ).toEqual([
    ["Owner none > Katrin Meyer", "Red line 5.0 % > 5.5 %"],
    "Another definition deployed (9b2e4f60 with uncommitted changes)",
    ["Amber line 4.0 % > none"],
    "Deployed for the first time (5d1c0f77)",
  ]);
});

test("what Heartbeat itself logs is told as what it is", () => {
  const at = "2026-11-12T08:00:00Z";
  const ended = change("verification_state", at, "verified", "changed", "ingest");
  expect(changesLog({ ...page, operator_changes: [ended] })[0]?.who).toBe("found while reading its source");
});
