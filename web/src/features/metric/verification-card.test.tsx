// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { BoardMetric } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { VerificationCard } from "./verification-card";

afterEach(cleanup);
const NOW = Date.parse("2026-11-20T09:00:00Z");
const COMMIT = "617c13ee0a64f2c1b0d9e6b7a8c5d4e3f2a1b0c9";

function page(state: BoardMetric["verification_state"]) {
  return makeMetricPage(
    makeMetric({ index: 0, now: NOW, placement: "red", change: { verification_state: state } }),
    NOW,
  );
}

test.each([
  [COMMIT, "617c13ee"],
  [`${COMMIT}-dirty`, "617c13ee with uncommitted changes"],
])("what was deployed is told with the changes that no commit has: %s", (git_commit, told) => {
  const shown = page("verified");
  render(<VerificationCard page={{ ...shown, definition: { ...shown.definition, git_commit } }} zone="UTC" />);
  expect(screen.getByTitle(COMMIT).textContent).toBe(told);
});

test("who verified it, since when it computes the same, and what the last audit found", () => {
  const shown = page("verified");
  const definitions = shown.definitions.map((each) => ({ ...each, deployed_at: "2026-08-23T08:00:00Z" }));
  render(<VerificationCard page={{ ...shown, definitions }} zone="UTC" />);
  expect(screen.getAllByRole("listitem").map((each) => each.textContent)).toEqual([
    "Verified by Katrin Meyer on 11 Oct 2026",
    "Computed the same way since 23 Aug 2026",
    "Audit of 18 Nov 2026: pass",
  ]);
});

test("what changed since it was verified is shown line by line", () => {
  const changed = page("changed");
  const { value_sql } = changed.definition;
  const verified_definition = {
    ...{ period: changed.metric.period, unit: "days", direction: changed.metric.direction, history_sql: null },
    ...{
      value_sql: value_sql.replace("<> 'internal'", "= 'card'"),
      deployed_at: "2026-05-04T00:00:00Z",
      git_commit: null,
    },
  };
  render(
    <VerificationCard
      page={{ ...changed, verification: { ...changed.verification, verified_definition } }}
      zone="UTC"
    />,
  );
  expect(screen.getAllByRole("listitem")[1]?.textContent).toBe(
    "Its definition changed: the statement of value (8 Nov 2026)",
  );
  fireEvent.click(screen.getByRole("button", { name: "See what changed" }));
  const difference = screen.getByLabelText("Changes of the statement: Value").textContent ?? "";
  expect(difference).toContain("removed:   and p.kind = 'card';");
  expect(difference).toContain("added:   and p.kind <> 'internal';");
});

test("who may only look has nothing to press", () => {
  render(<VerificationCard page={page("unverified")} zone="UTC" />);
  expect(screen.queryByRole("button")).toBeNull();
});
