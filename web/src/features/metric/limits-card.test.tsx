// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { makeMetric } from "../../../fixtures/metrics";
import { LimitsCard } from "./limits-card";

afterEach(cleanup);
const metric = makeMetric({ index: 0, now: Date.parse("2026-11-20T09:00:00Z"), placement: "red" });

test.each([
  ["down", ["Target", "Amber above", "Red above"]],
  ["up", ["Target", "Amber below", "Red below"]],
] as const)("a value on a line is on its good side: the lines of a metric that goes %s", (direction, names) => {
  render(<LimitsCard metric={{ ...metric, direction }} />);
  expect(screen.getAllByRole("term").map((each) => each.textContent)).toEqual(names);
});

test("a line that there is none of has no side", () => {
  const display = { ...metric.display, norm: null };
  render(<LimitsCard metric={{ ...metric, norm_value: null, display }} />);
  expect(screen.getAllByRole("term").map((each) => each.textContent)).toEqual(["Target", "Amber", "Red above"]);
});
