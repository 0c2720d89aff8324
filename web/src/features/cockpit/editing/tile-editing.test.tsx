// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterContextProvider } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { BoardMetric } from "@/api/board";
import { makeBoard } from "../../../../fixtures/boards";
import { TileEditing } from "./tile-editing";

const { metrics } = makeBoard(Date.now(), { red: 2, normal: 1 });
const [first, second] = metrics as [BoardMetric, BoardMetric];
const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });

// This environment has dialogs that do not open, and no size that changes.
HTMLDialogElement.prototype.showModal = function open() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;
globalThis.ResizeObserver ??= class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
};

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const wall = (shown: BoardMetric[]) => (
  // biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's
  <RouterContextProvider router={router as any}>
    <QueryClientProvider client={queries}>
      {shown.map(({ code }) => (
        <a key={code} href="/" data-tile={code}>
          {code}
        </a>
      ))}
      <TileEditing metrics={shown} />
    </QueryClientProvider>
  </RouterContextProvider>
);

test("an editor whose metric left the wall does not open by itself when the metric comes back", async () => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  const { rerender } = render(wall(metrics));
  screen.getByText(first.code, { selector: "[data-tile]" }).focus();
  fireEvent.keyDown(document.activeElement ?? document, { key: "e" });
  await screen.findByRole("dialog", { name: `${first.name}: limits and owner` });
  rerender(wall([second]));
  expect(screen.queryByRole("dialog")).toBeNull();
  rerender(wall(metrics));
  expect(screen.queryByRole("dialog")).toBeNull();
});
