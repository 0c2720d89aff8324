// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { session } from "@/api/session";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { MetricPage } from "./metric-page";

const NOW = Date.parse("2026-11-20T09:00:00Z");
/** Without a history: a chart cannot be drawn here. */
const pages = [0, 1].map((index) => ({
  ...makeMetricPage(makeMetric({ index, now: NOW, placement: "red" }), NOW),
  history: [],
}));
const OPEN = { authentication: "off", who: { name: "Anna", role: "operator", by: "loopback", expires_at: null } };

// The router scrolls to the top, and paper is asked about; this environment has neither.
window.scrollTo = () => undefined;
window.matchMedia = () => new EventTarget() as MediaQueryList;

beforeEach(async () => {
  sessionStorage.clear();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ ...OPEN, refusal: null })));
  await session.load();
});
afterEach(cleanup);

test("what was begun on the page of one metric stays there: it is nothing of the next one", async () => {
  const [one, other] = pages.map(({ metric }) => metric.metric_id);
  const root = createRootRoute();
  const route = createRoute({ getParentRoute: () => root, path: "/metrics/$metricId", component: MetricPage });
  const history = createMemoryHistory({ initialEntries: [`/metrics/${one}`] });
  const router = createRouter({ routeTree: root.addChildren([route]), history });
  // Both were looked at before, so neither has to be waited for.
  const known = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  for (const page of pages) known.setQueryData(["metric", page.metric.metric_id], page);
  render(
    <QueryClientProvider client={known}>
      {/* biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's */}
      <RouterProvider router={router as any} />
    </QueryClientProvider>,
  );
  const field = async () => (await screen.findByLabelText<HTMLInputElement>(/^Red (above|below)$/)).value;
  const own = await field();
  fireEvent.change(await screen.findByLabelText(/^Red (above|below)$/), { target: { value: "77" } });
  expect(await field()).toBe("77");
  await router.navigate({ to: `/metrics/${other}` });
  await screen.findByRole("heading", { name: pages[1]?.metric.name ?? "" });
  expect(await field()).not.toBe("77");
  await router.navigate({ to: `/metrics/${one}` });
  await screen.findByRole("heading", { name: pages[0]?.metric.name ?? "" });
  expect(await field()).toBe("77");
  expect(own).not.toBe("77");
});
