// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { Definition } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { MeaningCard } from "./meaning-card";

afterEach(cleanup);
const NOW = Date.parse("2026-11-20T09:00:00Z");
const page = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);

test.each<[Definition["past"], RegExp]>([
  ["same_sql", /Past days are computed with the same SQL\./],
  ["history", /Past days come from its history statement\./],
  ["none", /Past days cannot be computed; the line grows day by day\./],
])("where past days come from: %s", (past, told) => {
  render(<MeaningCard page={{ ...page, definition: { ...page.definition, past } }} zone="UTC" />);
  expect(screen.getByLabelText("Meaning").textContent).toMatch(told);
});

test("which definition it is can be told from others and found in git", () => {
  render(<MeaningCard page={page} zone="UTC" />);
  expect(screen.getByLabelText("Meaning").textContent).toContain("Version 2 3f9a1c, since 8 Nov 2026, commit 9a34062c");
});
