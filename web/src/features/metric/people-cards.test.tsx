// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { VerificationCard } from "./people-cards";

afterEach(cleanup);
const NOW = Date.parse("2026-11-20T09:00:00Z");
const { metric, definition } = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const COMMIT = "617c13ee0a64f2c1b0d9e6b7a8c5d4e3f2a1b0c9";

test.each([
  [COMMIT, "617c13ee"],
  [`${COMMIT}-dirty`, "617c13ee with uncommitted changes"],
])("what was deployed is told with the changes that no commit has: %s", (git_commit, told) => {
  render(<VerificationCard metric={metric} definition={{ ...definition, git_commit }} zone="UTC" />);
  expect(screen.getByTitle(COMMIT).textContent).toBe(told);
});
