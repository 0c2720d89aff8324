// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MetricPage } from "@/api/board";
import { session } from "@/api/session";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { standingOf } from "./standing";
import { useEdit } from "./use-edit";

// Outside a browser an address needs a server; the client takes hold of this class when it is made.
vi.hoisted(() => {
  const { Request: Plain } = globalThis;
  globalThis.Request = class extends Plain {
    constructor(asked: RequestInfo | URL, init?: RequestInit) {
      super(typeof asked === "string" ? new URL(asked, "http://here") : asked, init);
    }
  };
});

const NOW = Date.parse("2026-11-20T09:00:00Z");
const page = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const OUTDATED = { code: "edit-outdated", message: "It is another now.", hint: "", problems: [] };
let versions: (string | null)[] = [];

/** A server on which the metric is another by now: it takes edits that stand on that one only. */
function serve(newer: MetricPage): void {
  vi.stubGlobal("fetch", async (asked: Request) => {
    if (asked.method === "GET") return new Response(JSON.stringify(newer));
    versions.push(asked.headers.get("if-match"));
    if (versions.at(-1) !== `"${newer.edit_version}"`) return new Response(JSON.stringify(OUTDATED), { status: 412 });
    return new Response(
      JSON.stringify({ metric: newer.metric, edit_version: "after", verification: newer.verification }),
    );
  });
}

async function moveRedLine(): Promise<{ made: boolean; status: number | undefined }> {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const made = vi.fn();
  const { result } = renderHook(() => useEdit(page.metric.metric_id, made), {
    wrapper: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
  });
  const edit = { changes: { alert_value: 9 }, base: standingOf(page), columns: ["alert_value"] as const, reason: "" };
  const problem = await act(() => result.current.mutateAsync(edit).then(() => null, (reason) => reason)); // biome-ignore format: one look at it
  return { made: made.mock.calls.length === 1, status: problem?.status };
}

beforeEach(() => {
  versions = [];
  session.giveName("Anna Lind");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("who changed the same meanwhile is not overwritten without a word", async () => {
  serve({ ...page, edit_version: "theirs", metric: { ...page.metric, alert_value: 123 } });
  expect(await moveRedLine()).toEqual({ made: false, status: 412 });
  expect(versions).toHaveLength(1);
});

test("who changed something else meanwhile is no reason to ask again", async () => {
  serve({ ...page, edit_version: "theirs", metric: { ...page.metric, owner: "sam@aurora.example" } });
  expect(await moveRedLine()).toEqual({ made: true, status: undefined });
  expect(versions).toEqual([`"${page.edit_version}"`, '"theirs"']);
});
