import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { isFinal } from "./http";
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

const retry = (failures: number, problem: Error) => !isFinal(problem) && failures < 3;

/** Beats, the newest first, a page at a time. They get old with each board, and when a beat begins or ends. */
export function runsQuery({ state, trigger, failed }: RunFilter) {
  const wanted = { ...(state ? { state } : {}), ...(trigger ? { trigger } : {}), ...(failed ? { failed } : {}) };
  return infiniteQueryOptions({
    queryKey: ["beats", wanted],
    queryFn: ({ pageParam }): Promise<RunsPage> => {
      const query = { ...wanted, ...(pageParam === null ? {} : { before: pageParam }) };
      return answerOf(client.GET("/api/beats", { params: { query } }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.older,
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state: { error } }) => (error && !isFinal(error) ? AGAIN_MILLISECONDS : false),
  });
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
