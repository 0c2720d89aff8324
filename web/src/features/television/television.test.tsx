// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Board } from "@/api/board";
import { live } from "@/api/live";
import { makeBoard } from "../../../fixtures/boards";
import { Television } from "./television";

// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;
const board = makeBoard(Date.now(), { amber: 1, normal: 4 });
/** The living board is one for all tests: each begins a day after the one before, at 18:59:30 in Berlin. */
let evening = Date.parse("2026-11-20T17:59:30Z");

beforeEach(async () => {
  evening += 86_400_000;
  vi.useFakeTimers({ now: evening });
  sessionStorage.clear();
  await serve(board);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function serve(next: Board): Promise<void> {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(next)));
  await act(() => live.refresh());
}

/** The television over two pages, with the real router. */
async function show(search: Parameters<typeof Television>[0]["search"], path = "/") {
  const root = createRootRoute({ component: () => <Television search={search} /> });
  const routes = ["/", "/metrics/$metricId"].map((each) => createRoute({ getParentRoute: () => root, path: each }));
  const router = createRouter({
    routeTree: root.addChildren(routes),
    history: createMemoryHistory({ initialEntries: [path] }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's
  const shown = render(<RouterProvider router={router as any} />);
  await act(() => vi.advanceTimersByTimeAsync(0));
  return { ...shown, router };
}

const page = document.documentElement;
const wait = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));
const press = (key: string, keyCode = 0) =>
  act(() => void window.dispatchEvent(new KeyboardEvent("keydown", { key, keyCode, cancelable: true })));
const veil = () => document.querySelector<HTMLElement>(".dim-veil")?.dataset.dim;

test("the cursor hides after three seconds of rest, and nothing of it stays when the page is no television any more", async () => {
  const { unmount } = await show({ tv: 1 });
  expect(page.dataset.tv).toBe("1");
  await wait(2.9);
  expect(page.dataset.cursor).toBeUndefined();
  await wait(0.2);
  expect(page.dataset.cursor).toBe("rests");
  act(() => void window.dispatchEvent(new Event("pointermove")));
  expect(page.dataset.cursor).toBeUndefined();
  unmount();
  expect([page.dataset.tv, page.style.getPropertyValue("--walk-x")]).toEqual([undefined, ""]);
});

test("between the hours of the workspace's day the light is halved, and a new red lifts that for a minute", async () => {
  await show({ dim: "19-19:10" });
  expect(veil()).toBe("false");
  await wait(31);
  expect(veil()).toBe("true");
  const [first, ...others] = board.metrics;
  if (!first) throw new Error("there are metrics");
  await serve({ ...board, metrics: [{ ...first, class: "red" }, ...others] });
  expect(veil()).toBe("false");
  await wait(61);
  expect(veil()).toBe("true");
  await wait(10 * 60);
  expect(veil()).toBe("false");
});

test("without hours there is no veil, and without tv nothing is hidden", async () => {
  await show({});
  expect(veil()).toBeUndefined();
  expect(page.dataset.tv).toBeUndefined();
});

test("from a metric it returns to the wall two minutes after the last key", async () => {
  const { router } = await show({ tv: 1 }, "/metrics/collateral");
  await wait(100);
  press("ArrowDown");
  await wait(100);
  expect(router.state.location.pathname).toBe("/metrics/collateral");
  await wait(21);
  expect(router.state.location.pathname).toBe("/");
});

test.each([
  ["GoBack", 0],
  ["BrowserBack", 0],
  ["Unidentified", 10009],
  ["Unidentified", 461],
])("the key %s (%i) of a remote control leads back to the wall, and never away from it", async (key, code) => {
  const { router } = await show({ tv: 1 }, "/metrics/collateral");
  press(key, code);
  await wait(0.1);
  expect(router.state.location.pathname).toBe("/");
  press(key, code);
  await wait(0.1);
  expect(router.state.location.pathname).toBe("/");
});

test("the screen is kept awake, again after it was hidden, and a browser that refuses is no error", async () => {
  const request = vi.fn(async () =>
    Object.assign(new EventTarget(), { released: false, release: async () => undefined }),
  );
  vi.stubGlobal("navigator", { wakeLock: { request } });
  await show({ tv: 1 });
  expect(request).toHaveBeenCalledTimes(1);
  request.mock.results[0]?.value.then((lock: { released: boolean }) => {
    lock.released = true;
  });
  await wait(0);
  document.dispatchEvent(new Event("visibilitychange"));
  await wait(0);
  expect(request).toHaveBeenCalledTimes(2);
  cleanup();
  request.mockRejectedValue(new Error("low battery"));
  await show({ tv: 1 });
  vi.stubGlobal("navigator", {});
  document.dispatchEvent(new Event("visibilitychange"));
  await wait(0);
});

test("full screen is offered once, and only where the screen is larger than the page", async () => {
  vi.stubGlobal("screen", { height: window.innerHeight + 120 });
  const { unmount } = await show({ tv: 1 });
  expect(screen.getByRole("status").textContent).toBe("Press F for full screen");
  await wait(9);
  expect(screen.queryByRole("status")).toBeNull();
  unmount();
  await show({ tv: 1 });
  expect(screen.queryByRole("status")).toBeNull();
  cleanup();
  sessionStorage.clear();
  vi.stubGlobal("screen", { height: window.innerHeight });
  await show({ tv: 1 });
  expect(screen.queryByRole("status")).toBeNull();
});
