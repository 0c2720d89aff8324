// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { PartMissing } from "@/lib/page-part";
import { ErrorPage } from "./error-page";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function broken(path: string, error: Error): Promise<string> {
  window.history.replaceState(null, "", path);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const root = createRootRoute({ component: () => <ErrorPage error={error} reset={() => undefined} /> });
  const history = createMemoryHistory({ initialEntries: ["/"] });
  render(<RouterProvider router={createRouter({ routeTree: root, history }) as never} />);
  return (await screen.findByRole("heading")).textContent ?? "";
}

test("a page that broke says so, keeps the machine's words apart, and offers ways on", async () => {
  expect(await broken("/sources", new Error("x is undefined"))).toBe("This page broke");
  expect(screen.getByText("x is undefined").tagName).toBe("CODE");
  const ways = [...screen.getAllByRole("button"), ...screen.getAllByRole("link")].map((each) => each.textContent);
  expect(ways).toEqual(["Load it again", "Tell those who run this", "To the cockpit"]);
});

test.each([
  ["/metrics/npl_ratio", "This metric cannot be shown now"],
  ["/metrics", "This page cannot be shown now"],
])("a part of %s that did not come is said as a server that is away", async (path, title) => {
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  expect(await broken(path, new PartMissing("a part"))).toBe(title);
});
