import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { isFinal, retry } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type DocNode = Shapes["DocNodeShape"];
export type DocPage = Shapes["DocPageShape"];
export type DocHit = Shapes["DocHitShape"];
export type DocHeading = Shapes["DocHeadingShape"];

const AGAIN_MILLISECONDS = 10_000;

/** The table of contents. */
export function docsQuery() {
  return queryOptions({
    queryKey: ["docs"],
    queryFn: () => answerOf(client.GET("/api/docs")),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.error && !isFinal(state.error) ? AGAIN_MILLISECONDS : false),
  });
}

/** One page by its path; the first one has none. */
export function docQuery(path: string) {
  return queryOptions({
    queryKey: ["docs", "page", path],
    queryFn: () =>
      answerOf(client.GET("/api/docs/pages/{path}", { params: { path: { path: path || "index" } }, pathSerializer })),
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.error && !isFinal(state.error) ? AGAIN_MILLISECONDS : false),
  });
}

/** The places that have these words. */
export function docSearchQuery(words: string) {
  return queryOptions({
    queryKey: ["docs", "search", words],
    queryFn: () => answerOf(client.GET("/api/docs/search", { params: { query: { q: words, limit: 12 } } })),
    enabled: words.trim() !== "",
    retry,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** The slashes of a page's path stay: they are part of the address. */
function pathSerializer(pathname: string, { path }: Record<string, unknown>): string {
  return pathname.replace("{path}", String(path).split("/").map(encodeURIComponent).join("/"));
}
