import { expect, test } from "vitest";
import { makeSourcesPage } from "../../../fixtures/sources-pages";
import { makeSource, makeTable } from "../../../fixtures/sources-parts";
import { comparisonText, lagText, leadText, sourceSentence, tableRemark, uncomparedText } from "./words";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const page = makeSourcesPage(NOW);
const FOUND = {
  started_at: "",
  ended_at: null,
  rows: 1200,
  ranges: 2,
  differing: 0,
  deleted: 0,
  missed: 0,
  changed: 0,
  error: null,
};

test("the page's lead is the worst that is true", () => {
  const sources = (state: "ok" | "late" | "never_ran") => [makeSource("bank", [], NOW, { state })];
  const totals = { ...page.totals, failing: 0 };
  expect(leadText(page).lead).toBe("2 of 6 sources fail.");
  expect(leadText({ ...page, totals, sources: sources("late") }).lead).toBe("1 source is late.");
  expect(leadText({ ...page, totals, sources: sources("never_ran") }).lead).toBe("1 source was never read yet.");
  expect(leadText({ ...page, totals, sources: sources("ok") }).lead).toBe("Every source is read as it should be.");
});

test("a table is remarked on when something is not as it should be", () => {
  const remark = (more: Parameters<typeof makeTable>[3]) => tableRemark(makeTable("bank", "payment", NOW, more));
  expect(remark({})).toBeNull();
  expect(remark({ punctuality: "late" })).toBe("late");
  expect(remark({ state: "gone", punctuality: null })).toBe("no longer at the source");
  expect(remark({ reconciliation: { ...FOUND, state: "held" } })).toBe("comparison held");
  expect(remark({ reconciliation: { ...FOUND, state: "error" }, punctuality: "late" })).toBe("late");
});

test("a source that is read well tells how many of its tables could not be compared with it", () => {
  const table = (state: "ok" | "held" | "error") =>
    makeTable("bank", "payment", NOW, { reconciliation: { ...FOUND, state } });
  const tables = [table("held"), table("error"), table("ok")];
  expect(uncomparedText(makeSource("bank", tables, NOW, {}))).toBe("2 tables not compared");
  expect(sourceSentence(makeSource("bank", tables, NOW, {}))).toContain("2 tables not compared");
  expect(uncomparedText(makeSource("bank", [table("ok")], NOW, {}))).toBeNull();
  expect(uncomparedText(makeSource("bank", tables, NOW, { state: "failing" }))).toBeNull();
});

test("a comparison says what it mended, or that nothing had to be", () => {
  expect(comparisonText({ ...FOUND, state: "ok" })).toBe("1\u202f200 rows are the same");
  expect(comparisonText({ ...FOUND, state: "ok", deleted: 2 })).toContain("2 deleted there and removed here");
  expect(comparisonText({ ...FOUND, state: "error", error: "no answer" })).toBe("failed: no answer");
});

test("a lag is told in the largest unit that holds it", () => {
  expect([0, 45, 600, 7200].map(lagText)).toEqual(["no lag", "lag 45 s", "lag 10 m", "lag 2 h"]);
});
