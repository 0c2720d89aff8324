import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { isFinal, retry } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type RunsPage = Shapes["RunsShape"];
export type Run = Shapes["RunShape"];
export type RunDocument = Shapes["RunDocumentShape"];
export type RunSource = Shapes["RunSourceShape"];
export type RunMetric = Shapes["RunMetricShape"];
export type Costs = Shapes["CostsShape"];
export type MetricCost = Shapes["MetricCostShape"];

const AGAIN_MILLISECONDS = 10_000;
const RUNNING_MILLISECONDS = 2000;

export interface RunFilter {
  state: Run["state"] | null;
  trigger: Run["trigger"] | null;
  failed: boolean;
}

/** Where the pages go on: the beat before which the next one begins. */
type Cursor = number | null;

/** Beats, the newest first, a page at a time. With each board, and when a beat begins or ends, the newest are asked for again. */
export function runsQuery({ state, trigger, failed }: RunFilter) {
  const wanted = { ...(state ? { state } : {}), ...(trigger ? { trigger } : {}), ...(failed ? { failed } : {}) };
  return infiniteQueryOptions({
    queryKey: ["beats", wanted],
    queryFn: async ({ pageParam, client: queries, queryKey }): Promise<RunsPage> => {
      const { pages = [], pageParams = [] } = queries.getQueryData<InfiniteData<RunsPage, Cursor>>(queryKey) ?? {};
      const known = pages[pageParams.indexOf(pageParam)];
      // Older beats are over and stay as they were told.
      if (known && pageParam !== null) return known;
      const query = { ...wanted, ...(pageParam === null ? {} : { before: pageParam }) };
      const page = await answerOf(client.GET("/api/beats", { params: { query } }));
      return known && pages.length > 1 ? joined(page, known) : page;
    },
    initialPageParam: null as Cursor,
    getNextPageParam: (page) => page.older,
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state: { error } }) => (error && !isFinal(error) ? AGAIN_MILLISECONDS : false),
  });
}

/** The newest beats before those that were known, so that the pages after them still follow; alone, when they no longer meet. */
export function joined(newest: RunsPage, known: RunsPage): RunsPage {
  const last = newest.beats.at(-1)?.beat_id ?? 0;
  const left = known.beats.filter(({ beat_id }) => beat_id < last);
  const meets = left.length < known.beats.length;
  return newest.older === null || !meets || left.length === 0
    ? newest
    : { ...newest, beats: [...newest.beats, ...left], older: known.older };
}

/** One beat with everything in it. One that runs is asked about again and again. */
export function runQuery(beatId: number) {
  return queryOptions({
    queryKey: ["beats", "one", beatId],
    queryFn: (): Promise<RunDocument> =>
      answerOf(client.GET("/api/beats/{beat_id}", { params: { path: { beat_id: beatId } } })),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state: { data, error } }) => {
      if (error) return isFinal(error) ? false : AGAIN_MILLISECONDS;
      return data && isOpen(data.beat) ? RUNNING_MILLISECONDS : false;
    },
  });
}

/** What metrics cost in the last days. */
export function costsQuery(days: number) {
  return queryOptions({
    queryKey: ["beats", "costs", days],
    queryFn: (): Promise<Costs> => answerOf(client.GET("/api/beats/costs", { params: { query: { days } } })),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state: { error } }) => (error && !isFinal(error) ? AGAIN_MILLISECONDS : false),
  });
}

/** It waits or goes on: what is told of it changes. */
export function isOpen({ state }: Pick<Run, "state">): boolean {
  return state === "queued" || state === "running";
}
