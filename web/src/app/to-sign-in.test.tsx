// @vitest-environment jsdom
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
  retainSearchParams,
} from "@tanstack/react-router";
import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { TELEVISION_KEYS, televisionSearch } from "@/lib/television";
import { ToSignIn } from "./to-sign-in";

// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;

afterEach(() => {
  cleanup();
  delete document.documentElement.dataset.tv;
});

/** Where somebody without access ends who opens this address. */
async function ending(address: string): Promise<string> {
  window.history.replaceState(null, "", address);
  const root = createRootRoute({
    validateSearch: televisionSearch,
    search: { middlewares: [retainSearchParams([...TELEVISION_KEYS])] },
  });
  const page = (path: string, component: () => React.ReactNode) =>
    createRoute({ getParentRoute: () => root, path, component });
  const routeTree = root.addChildren([
    page("/metrics/$metricId", ToSignIn),
    page("/", () => null),
    page("/sign-in", () => null),
  ]);
  const history = createMemoryHistory({ initialEntries: [address] });
  render(<RouterProvider router={createRouter({ routeTree, history }) as never} />);
  await waitFor(() => expect(history.location.pathname).not.toMatch(/metrics/));
  expect(history.length).toBe(1);
  return history.location.href;
}

test("whoever lost their access signs in, and comes back to the page they were on", async () => {
  expect(await ending("/metrics/npl_ratio")).toBe(`/sign-in?from=${encodeURIComponent("/metrics/npl_ratio")}`);
});

test("a television on a metric's page goes back to the wall, which asks to pair it again", async () => {
  document.documentElement.dataset.tv = "";
  expect(await ending("/metrics/npl_ratio?tv=1&pages=all")).toBe("/?tv=1&pages=all");
});
