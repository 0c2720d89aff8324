import { expect, test } from "vitest";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { emptyDraft, type LimitsDraft, looksLikeShare, readLimits } from "./limits-draft";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const UNIT = { unit: "ratio", locale: "en", prefix: "" };

function page(direction: "up" | "down" = "down") {
  const lines =
    direction === "down" ? { norm_value: 0.045, alert_value: 0.05 } : { norm_value: 0.95, alert_value: 0.9 };
  const change = { unit: "ratio", direction, target_value: null, target_due_date: null, ...lines };
  return makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red", change }), NOW);
}

function typed(fields: LimitsDraft["typed"], direction: "up" | "down" = "down"): LimitsDraft {
  return { ...emptyDraft(page(direction)), typed: fields };
}

test("untouched fields show the lines of now, and change nothing", () => {
  const read = readLimits(page(), null, UNIT);
  expect(read.shown).toEqual({ target_value: "", norm_value: "4.5", alert_value: "5", target_due_date: "" });
  expect(read).toMatchObject({ changes: {}, problems: [], movesLines: false });
});

test("what is typed becomes a change of its column alone", () => {
  const read = readLimits(page(), typed({ alert_value: "5.1 %", norm_value: "4.50" }), UNIT);
  expect(read.changes).toEqual({ alert_value: 0.051 });
  expect(read.lines).toEqual({ target_value: null, norm_value: 0.045, alert_value: 0.051 });
  expect(read.movesLines).toBe(true);
});

test("an emptied field takes the line away, a target judges nothing", () => {
  expect(readLimits(page(), typed({ norm_value: " " }), UNIT).changes).toEqual({ norm_value: null });
  const target = readLimits(page(), typed({ target_value: "4", target_due_date: "2026-12-31" }), UNIT);
  expect(target).toMatchObject({ changes: { target_value: 0.04, target_due_date: "2026-12-31" }, movesLines: false });
});

test.each(["down", "up"] as const)(
  "lines that contradict each other are told before they are sent: %s",
  (direction) => {
    const read = readLimits(
      page(direction),
      typed({ alert_value: direction === "down" ? "4" : "96" }, direction),
      UNIT,
    );
    expect(read.lines).toBeNull();
    expect(read.problems).toMatchObject([{ field: "alert_value" }]);
    expect(read.problems[0]?.message).toMatch(/contradict each other/);
  },
);

test("each field that cannot be read says so", () => {
  const read = readLimits(page(), typed({ alert_value: "five", norm_value: "1 2" }), UNIT);
  expect(read.problems.map((problem) => problem.field)).toEqual(["norm_value", "alert_value"]);
  expect(read.movesLines).toBe(false);
});

test("a share typed where percent are asked for is asked about", () => {
  expect(looksLikeShare(page("up"), "norm_value", typed({ norm_value: "0.96" }, "up"))).toBe(
    "That is 0.96 %. For 96 %, type 96.",
  );
  expect(looksLikeShare(page("down"), "norm_value", typed({ norm_value: "0.96" }))).toBeNull();
  expect(looksLikeShare(page("up"), "norm_value", typed({ norm_value: "96" }, "up"))).toBeNull();
});
