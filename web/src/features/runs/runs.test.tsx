// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { costsQuery, type Run, runQuery, runsQuery } from "@/api/runs";
import { makeBoard } from "../../../fixtures/boards";
import { makeCosts, makeRun, makeRunDocument, makeRunsPage } from "../../../fixtures/runs-pages";
import { stepsOf } from "./live-beat";
import { RunsPage } from "./runs-page";
import { searchOf, viewOf } from "./view";
import { failureText, leadOf, phasesText, trendText } from "./words";

afterEach(cleanup);
// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
const NOW = Date.now();
const BOARD = makeBoard(NOW, { red: 3, amber: 4, normal: 20 });
const [FAILED, DEAD, WELL] = [4028, 4027, 4029];

async function show(address: string, runs = makeRunsPage(NOW, new URLSearchParams())): Promise<void> {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } },
  });
  queries.setQueryDefaults(["beats"], { queryFn: () => Promise.reject(new Error("nothing is asked here")) });
  const all = { state: null, trigger: null, failed: false };
  queries.setQueryData(runsQuery(all).queryKey, { pages: [runs], pageParams: [null] });
  for (const beat of [FAILED, DEAD, 3950])
    queries.setQueryData(runQuery(beat).queryKey, makeRunDocument(BOARD, beat, NOW));
  queries.setQueryData(costsQuery(7).queryKey, makeCosts(BOARD, 7, NOW));
  const root = createRootRoute({ validateSearch: (search: Record<string, unknown>) => search, component: RunsPage });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <QueryClientProvider client={queries}>
      {/* biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's */}
      <RouterProvider router={router as any} />
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { name: "Runs" });
}

test("each beat is a line that says how it went, below its day", async () => {
  await show("/runs");
  expect(screen.getAllByRole("heading", { level: 2 }).length).toBeGreaterThan(1);
  const line = screen.getByRole("button", { name: /^Beat 4028, .*2 metrics failed, reading/ });
  expect(line.getAttribute("aria-expanded")).toBe("false");
  expect(screen.getByRole("button", { name: /^Beat 4027, .*abandoned, ended while measuring/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Older beats" })).toBeTruthy();
});

test("the beat that the address names is open: failures first with what to do, then the slowest", async () => {
  await show(`/runs?beat=${FAILED}`);
  const metrics = screen.getByRole("region", { name: "Metrics" });
  const rows = within(metrics).getAllByRole("listitem");
  expect(rows.slice(0, 2).map((row) => row.textContent?.includes("failed"))).toEqual([true, true]);
  expect(rows[0]?.textContent).toContain("division by zero");
  expect(rows[0]?.querySelector(".run-hint code")?.textContent).toMatch(/^heartbeat check --live/);
  expect(within(metrics).getAllByRole("link")[2]?.getAttribute("href")).toMatch(/^\/metrics\/metric_/);
});

test("a beat that the list has not got stands above it", async () => {
  await show("/runs?beat=3950");
  expect(screen.getByRole("region", { name: "Beat 3950" }).textContent).toContain("asked for by the schedule");
});

test("an abandoned beat says what became of it", async () => {
  await show(`/runs?beat=${DEAD}`);
  expect(document.body.textContent).toContain("its process died");
});

test("what metrics cost is told with share, runs and what it was before", async () => {
  await show("/runs?view=cost");
  const [, first, second] = screen.getAllByRole("row");
  expect(first?.textContent).toContain("as before");
  expect(second?.textContent).toContain("2.6 times");
  expect(screen.getByText(/of measuring in 168 beats/)).toBeTruthy();
});

test("an empty ledger says what a beat is and how to ask for one", async () => {
  await show("/runs", { ...makeRunsPage(NOW, new URLSearchParams()), beats: [], older: null });
  expect(screen.getByRole("region", { name: "No beat" }).textContent).toContain("heartbeat beat");
});

test("an address says what is shown, and nothing that is usual", () => {
  expect(searchOf(viewOf({ beat: "12", failed: 1, state: "done", trigger: "cron" }))).toEqual({
    ...{ beat: 12, failed: 1, state: "done", trigger: "cron" },
  });
  expect(searchOf(viewOf({ view: "cost", days: 1, beat: 4 }))).toEqual({ view: "cost", days: 1 });
  expect(searchOf(viewOf({ beat: "-1", state: "broken", days: 400 }))).toEqual({});
});

test("words: what failed, how long phases took, how the last beat went", () => {
  const [well, failed, dead] = [WELL, FAILED, DEAD].map((beat) => makeRun(beat, NOW)) as [Run, Run, Run];
  expect([failureText(well), failureText(failed)]).toEqual([null, "2 metrics failed"]);
  expect(failureText({ ...failed, sources: { total: 6, done: 6, failed: 1 } })).toBe("1 source and 2 metrics failed");
  expect(phasesText({ ...well, phases: { ingest: 4, measure: 65, publish: 0.6 } })).toBe(
    "reading 4.0 s, measuring 1 min 5 s, publishing 0.6 s",
  );
  expect(leadOf([makeRun(4031, NOW), makeRun(4030, NOW), failed])?.lead).toBe("In the last beat 2 metrics failed.");
  expect(leadOf([dead])?.lead).toBe("The last beat was abandoned.");
  expect(leadOf([])).toBe(null);
});

test("a trend is told where it is one", () => {
  expect([trendText(1.05, 1), trendText(1.3, 1), trendText(0.7, 1), trendText(5.2, 2), trendText(1, null)]).toEqual([
    null,
    "+30 %",
    "−30 %",
    "2.6 times",
    null,
  ]);
});

test("the beat that goes on tells how far each phase is, and what it is at", () => {
  const source = { source_id: "a", dataset: "a_core", tables: 1, rows: 1, seconds: 1, error: null, note: null };
  const metric = { metric_id: "m", why: null, seconds: null, rows_read: null, error: null };
  const steps = stepsOf(
    {
      ...{ job_id: 7, state: "running", phase: "measure", trigger: "ui", started_at: null, ended_at: null, errors: [] },
      sources: [
        { ...source, state: "ok" },
        { ...source, dataset: "b_core", state: "error" },
      ],
      metrics: [
        { ...metric, outcome: "executed" },
        { ...metric, metric_id: "n", outcome: "running" },
        { ...metric, metric_id: "o", outcome: "waiting" },
      ],
    },
    6,
  );
  expect(steps.map(({ done, total, told, note }) => [done, total, told, note])).toEqual([
    [2, 6, "2 read", ""],
    [1, 3, "1 of 3", "n"],
    [0, 0, "", "every screen changes at once"],
  ]);
});
