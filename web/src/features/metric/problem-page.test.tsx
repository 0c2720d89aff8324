// @vitest-environment jsdom
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { ApiProblem } from "@/api/http";
import { ProblemPage } from "./problem-page";

afterEach(cleanup);
// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;

test("a metric that does not exist leads to the cockpit, the one place where all are shown", async () => {
  const problem = new ApiProblem(404, "metric-not-found", "No metric 'gone' is registered.", "The catalog lists them.");
  const root = createRootRoute({
    component: () => <ProblemPage metricId="gone" problem={problem} again={() => undefined} />,
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  // biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's
  render(<RouterProvider router={router as any} />);
  const way = await screen.findByRole("link", { name: "To the cockpit" });
  expect(way.getAttribute("href")).toBe("/");
  expect(document.body.textContent).toContain("The cockpit shows all that are deployed.");
  expect(document.body.textContent).not.toContain("catalog");
});
