// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { LimitsCard } from "./limits-card";

afterEach(cleanup);
const NOW = Date.parse("2026-11-20T09:00:00Z");
const page = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const { metric } = page;

test.each([
  ["down", ["Target", "Amber above", "Red above"]],
  ["up", ["Target", "Amber below", "Red below"]],
] as const)("a value on a line is on its good side: the lines of a metric that goes %s", (direction, names) => {
  render(<LimitsCard page={{ ...page, metric: { ...metric, direction } }} zone="UTC" />);
  expect(screen.getAllByRole("term").map((each) => each.textContent)).toEqual(names);
});

test("a line that there is none of has no side", () => {
  const display = { ...metric.display, norm: null };
  render(<LimitsCard page={{ ...page, metric: { ...metric, norm_value: null, display } }} zone="UTC" />);
  expect(screen.getAllByRole("term").map((each) => each.textContent)).toEqual(["Target", "Amber", "Red above"]);
});
