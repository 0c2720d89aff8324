import { queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { isFinal, retry } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type SourcesPage = Shapes["SourcesShape"];
export type Source = Shapes["SourceShape"];
export type SourceTable = Shapes["SourceTableShape"];
export type SourceProblem = Shapes["SourceProblemShape"];
export type Repair = Shapes["RepairShape"];
export type FullReload = Shapes["FullReloadShape"];
export type Unclaimed = Shapes["UnclaimedShape"];
export type MissingTable = Shapes["MissingTableShape"];

const AGAIN_MILLISECONDS = 10_000;

/** Every source with its tables. It gets old with each board, and asks on while it cannot be filled. */
export function sourcesQuery() {
  return queryOptions({
    queryKey: ["sources"],
    queryFn: (): Promise<SourcesPage> => answerOf(client.GET("/api/sources")),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.error && !isFinal(state.error) ? AGAIN_MILLISECONDS : false),
  });
}
