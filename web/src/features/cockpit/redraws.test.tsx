// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Board, BoardMetric } from "@/api/board";
import { live } from "@/api/live";
import { makeBoard } from "../../../fixtures/boards";
import { CockpitPage } from "./cockpit-page";
import { way } from "./move-up";

// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;
window.innerWidth = 1920;
window.innerHeight = 1080;
const board = makeBoard(Date.now(), { amber: 4, normal: 26 });

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** How many boards came: a slow machine sees the wall ask again by itself. */
let boards = 0;

async function serve(next: Board): Promise<void> {
  vi.stubGlobal("fetch", async () => {
    boards += 1;
    return new Response(JSON.stringify(next));
  });
  await act(() => live.refresh());
}

/** How often a tile's name is read from now on: each drawing reads it. */
function countReads(place: number): () => number {
  const metric = live.read().board?.metrics[place] as BoardMetric;
  const { name } = metric;
  let reads = 0;
  const get = () => {
    reads += 1;
    return name;
  };
  Object.defineProperty(metric, "name", { get, enumerable: true, configurable: true });
  return () => reads;
}

test("of a board of which one tile changed, only that tile is drawn again", async () => {
  await serve(board);
  const reads = [countReads(2), countReads(20)];
  const root = createRootRoute({ component: () => <CockpitPage search={{ tv: 1 }} /> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  render(
    <QueryClientProvider client={new QueryClient()}>
      {/* biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's */}
      <RouterProvider router={router as any} />
    </QueryClientProvider>,
  );
  await screen.findAllByRole("link");
  const drawn = reads.map((count) => count());
  expect(Math.min(...drawn)).toBeGreaterThan(0); // a drawing is seen
  boards = 0;
  const metrics = board.metrics.map((metric, at) =>
    at === 7 ? { ...metric, value: 5, display: { ...metric.display, value: "5.55", text: "5.55 %" } } : metric,
  );
  await serve({ ...board, board_version: 18, metrics });
  expect(await screen.findByText("5.55")).toBeDefined();
  expect(screen.getByText("5.55").parentElement?.dataset.before).toBe(board.metrics[7]?.display.value);
  // The comparison with a new board looks once; a drawing would look once more.
  expect(reads.map((count, at) => count() - (drawn[at] ?? 0))).toEqual([boards, boards]);
});

test("a tile that turned red moves from its old place and size; one that was on no page fades in", () => {
  const box = (left: number, top: number, width: number, height: number) => ({ left, top, width, height }) as DOMRect;
  const [first, last] = way(box(100, 800, 200, 100), box(20, 90, 600, 300));
  expect(String(first?.transform).replace(/0\.333\d*/g, "1/3")).toBe("translate(80px, 710px) scale(1/3, 1/3)");
  expect(last?.transform).toBe("none");
  expect(way(box(0, 0, 0, 0), box(20, 90, 600, 300))[0]?.opacity).toBe(0);
});
