// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { Board } from "@/api/board";
import { makeBoard } from "../../../fixtures/boards";
import { FailingSources } from "./failing-sources";

afterEach(cleanup);
// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;
const NOW = Date.now();
const board = makeBoard(NOW, { stale: 1, normal: 1 });

async function show(shown: Board): Promise<string> {
  const root = createRootRoute({
    component: () => (
      <footer>
        here <FailingSources board={shown} />
      </footer>
    ),
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  // biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's
  render(<RouterProvider router={router as any} />);
  return (await screen.findByRole("contentinfo")).textContent ?? "";
}

test("the source that has failed for longest is named with its trouble, and how many others do", async () => {
  const away = board.failing_sources[0];
  expect(away).toBeDefined();
  const held = { source_id: "bank", state: "held", trouble: "load held", since: new Date(NOW).toISOString() } as const;
  const text = await show({ ...board, failing_sources: away ? [away, held] : [] });
  expect(text).toMatch(/screening ?unreachable since .* \+1$/);
  const link = screen.getByRole("link");
  expect(link.getAttribute("href")).toBe("/sources?source=screening");
  expect(link.getAttribute("title")).toBe("screening: unreachable, bank: load held");
});

test("a board without failing sources, or of a version that did not tell them, says nothing", async () => {
  expect(await show({ ...board, failing_sources: [] })).toBe("here ");
  cleanup();
  const { failing_sources: _, ...older } = board;
  expect(await show(older as Board)).toBe("here ");
});
