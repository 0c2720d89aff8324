// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { sourcesQuery } from "@/api/sources";
import { makeEmptySourcesPage, makeSourcesPage } from "../../../fixtures/sources-pages";
import { SourcesPage } from "./sources-page";

afterEach(cleanup);
// The router scrolls to the top; this environment has no window to scroll.
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
const NOW = Date.now();

async function show(page = makeSourcesPage(NOW), address = "/"): Promise<HTMLElement> {
  const queries = new QueryClient();
  queries.setQueryData(sourcesQuery().queryKey, page);
  const root = createRootRoute({
    validateSearch: (search: Record<string, unknown>) => search,
    component: () => <SourcesPage />,
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <QueryClientProvider client={queries}>
      {/* biome-ignore lint/suspicious/noExplicitAny: another route tree than the page's */}
      <RouterProvider router={router as any} />
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { name: "Sources" });
  return document.body;
}

function source(name: string): HTMLElement {
  return screen.getByRole("button", { name: new RegExp(`^${name},`) });
}

test("failing sources come first and are open, with what failed and what to do", async () => {
  await show();
  expect(document.body.textContent).toContain("2 of 6 sources fail.");
  const lines = screen.getAllByRole("button", { expanded: true });
  expect(lines.map((line) => line.querySelector("b")?.textContent)).toEqual(["support", "webbank"]);
  expect(screen.getByText(/does not answer: connection refused/)).toBeTruthy();
  expect(screen.getByText(/tried again with each beat/)).toBeTruthy();
});

test("a table opens to how it is kept up to date, what mends it and who reads it", async () => {
  await show();
  fireEvent.click(screen.getByRole("button", { name: /^payment, merge/ }));
  const kept = screen.getByRole("region", { name: "How it is kept up to date" });
  expect(within(kept).getByText("key (id) and cursor updated_at")).toBeTruthy();
  expect(within(kept).getByRole("link", { name: "payment_volume" }).getAttribute("href")).toBe(
    "/metrics/payment_volume",
  );
  const mended = screen.getByRole("region", { name: "What mends a difference" });
  expect(mended.textContent).toContain("Only a comparison mends daily");
  expect(mended.textContent).toContain("row deleted at the source");
});

test("the source that the address names is open", async () => {
  await show(makeSourcesPage(NOW), "/?source=kyc");
  expect(source("kyc").getAttribute("aria-expanded")).toBe("true");
  expect(source("rates").getAttribute("aria-expanded")).toBe("false");
});

test("full reloads are told with the best way to end each, and all ways on demand", async () => {
  await show();
  const card = screen.getByRole("region", { name: "Read in full each time" });
  expect(card.textContent).toContain("1\u202f240\u202f331 rows and 11 s in an hour");
  expect(card.textContent).not.toContain("schedule: daily");
  fireEvent.click(within(card).getByRole("button", { name: /3 other ways .*account_balance/ }));
  expect(card.textContent).toContain("schedule: daily");
});

test("what never landed and what belongs to no source is named", async () => {
  await show();
  expect(screen.getByRole("region", { name: "Never landed" }).textContent).toContain("source crm has not landed it");
  expect(screen.getByRole("region", { name: "Of no source" }).textContent).toContain("not deployed any more");
});

test("before the first source there is a word on what one is, and nothing beside it", async () => {
  await show(makeEmptySourcesPage(NOW));
  expect(screen.getByText("No source is deployed")).toBeTruthy();
  expect(screen.queryByRole("complementary")).toBeNull();
});
