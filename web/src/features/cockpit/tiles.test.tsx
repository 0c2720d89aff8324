// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, test } from "vitest";
import type { BoardMetric } from "@/api/board";
import { marksOf } from "@/components/marks";
import { everyLook } from "../../../fixtures/boards";
import { Reds, Signals } from "./bands";
import { divideWall } from "./layout";
import { hasRoomForWord } from "./red-owner";

afterEach(cleanup);
// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;

/** Links need a router and the single red its page: both real, in memory. */
async function show(children: ReactNode): Promise<HTMLElement> {
  const root = createRootRoute({ component: () => children });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  const { container } = render(
    <QueryClientProvider client={new QueryClient()}>
      {/* biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's */}
      <RouterProvider router={router as any} />
    </QueryClientProvider>,
  );
  await screen.findAllByRole("link");
  return container;
}

const board = everyLook(Date.now());
const of = (...classes: BoardMetric["class"][]) => board.metrics.filter((metric) => classes.includes(metric.class));
const layout = divideWall({ red: 3, signals: 9, normal: 10 }, 1080);

test("a red whose computation fails stays a red tile with its value, its age and since when", async () => {
  if (!layout.red) throw new Error("there are reds");
  await show(<Reds metrics={of("red")} band={layout.red} lastDay="2026-11-20" newlyRed={new Set()} />);
  const tile = screen.getByRole("link", { name: /COLL/ });
  expect(tile.className).toContain("tile-red");
  expect(tile.textContent).toContain("412");
  expect(tile.textContent).toMatch(/old/);
  expect(tile.textContent).toMatch(/failed since/);
  expect(tile.getAttribute("href")).toBe("/metrics/metric_0");
});

test("a metric without any reading says so and shows no number", async () => {
  if (!layout.signals) throw new Error("there are ambers");
  await show(<Signals metrics={of("amber", "stale")} band={layout.signals} lastDay="2026-11-20" />);
  const tile = screen.getByRole("link", { name: /CHBK/ });
  expect(tile.textContent).toContain("no data yet");
  expect(tile.textContent).not.toContain("1.42");
  expect(tile.className).toContain("tile-unverified");
});

test("only a red that was not red before pulses", async () => {
  if (!layout.red) throw new Error("there are reds");
  await show(<Reds metrics={of("red")} band={layout.red} lastDay="2026-11-20" newlyRed={new Set(["metric_1"])} />);
  const pulsing = screen.getAllByRole("link").filter((tile) => tile.className.includes("tile-pulse"));
  expect(pulsing.map((tile) => tile.dataset.tile)).toEqual(["OPAP"]);
});

test("beyond the places of the wall a link leads to all of them", async () => {
  const many = Array.from({ length: 5 }, () => of("amber", "stale"))
    .flat()
    .map((metric, index) => ({ ...metric, metric_id: `m${index}`, code: `M${index}` }));
  for (const red of [0, 8]) {
    const { signals } = divideWall({ red, signals: many.length, normal: 10 }, 1080);
    if (!signals) throw new Error("there are ambers");
    await show(<Signals metrics={many} band={signals} lastDay="2026-11-20" />);
    const more = screen.getByRole("link", { name: /more$/ });
    expect(more.textContent).toBe(`+${many.length - signals.shown} more`);
    expect(decodeURIComponent(more.getAttribute("href") ?? "")).toBe("/metrics?status=amber,stale");
    cleanup();
  }
});

test("the name of an owner is whole: a mark beside it gives up its word first", () => {
  const [mark] = marksOf({ ...(of("amber")[0] as BoardMetric), verification_state: "changed" }, Date.now());
  if (!mark) throw new Error("it is marked");
  expect(hasRoomForWord("Rasa Petrauskaitė", [mark])).toBe(false);
  expect(hasRoomForWord("K. Meyer", [mark])).toBe(true);
  expect(hasRoomForWord("Rasa Petrauskaitė", [])).toBe(true);
});
