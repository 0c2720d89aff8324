import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { afterAll, expect, test, vi } from "vitest";
import { makeRun } from "../../fixtures/runs-pages";
import type { RunsPage } from "./runs";

/** As in a browser, an address without a host is one of the page's own server. */
class PageRequest extends Request {
  constructor(asked: string | URL | Request, init?: RequestInit) {
    super(typeof asked === "string" ? new URL(asked, "http://127.0.0.1") : asked, init);
  }
}
vi.stubGlobal("Request", PageRequest);
const { joined, runsQuery } = await import("./runs");

afterAll(() => vi.unstubAllGlobals());
const NOW = Date.parse("2026-11-20T09:00:00Z");
const ALL = { state: null, trigger: null, failed: false };

/** Three beats that end before one of them, of a ledger that began with the first. */
function pageBefore(before: number): RunsPage {
  const beats = [1, 2, 3].map((back) => makeRun(before - back, NOW));
  return { read_at: new Date(NOW).toISOString(), timezone: "UTC", beats, older: before > 4 ? before - 3 : null };
}

const ids = (pages: RunsPage[]) => pages.flatMap(({ beats }) => beats.map(({ beat_id }) => beat_id));

test("a new beat asks for the newest page alone, and no beat of the opened pages is lost or told twice", async () => {
  let newest = 109;
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { searchParams, search } = new URL(request.url);
    asked.push(search);
    return Response.json(pageBefore(Number(searchParams.get("before") ?? newest + 1)));
  });
  const queries = new QueryClient();
  const list = new InfiniteQueryObserver(queries, { ...runsQuery(ALL), retry: false });
  const stop = list.subscribe(() => undefined);
  await list.refetch();
  await list.fetchNextPage();
  await list.fetchNextPage();
  expect(asked).toEqual(["", "?before=107", "?before=104"]);
  for (newest of [110, 112]) await queries.invalidateQueries({ queryKey: ["beats"] });
  expect(asked.slice(3)).toEqual(["", ""]);
  expect(ids(list.getCurrentResult().data?.pages ?? [])).toEqual([
    112, 111, 110, 109, 108, 107, 106, 105, 104, 103, 102, 101,
  ]);
  stop();
});

test("newest beats that no longer meet the known ones, or are all there are, stand alone", () => {
  expect(joined(pageBefore(120), pageBefore(110))).toEqual(pageBefore(120));
  expect(joined(pageBefore(4), pageBefore(5))).toEqual(pageBefore(4));
  expect(ids([joined(pageBefore(111), pageBefore(110))])).toEqual([110, 109, 108, 107]);
});
