import { queryOptions } from "@tanstack/react-query";
import { answerOf, client } from "./client";
import { isFinal, retry } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type Catalog = Shapes["CatalogShape"];
export type CatalogMetric = Shapes["CatalogMetricShape"];
export type Stage = CatalogMetric["stage"];

const AGAIN_MILLISECONDS = 10_000;

/** What came last with its version: an answer "nothing new" costs next to nothing, and gives the same rows again. */
let last: { etag: string; catalog: Catalog } | null = null;

async function readCatalog(): Promise<Catalog> {
  const known = last;
  const asked = await client.GET("/api/metrics", known ? { headers: { "if-none-match": known.etag } } : {});
  if (known && asked.response.status === 304) return known.catalog;
  const catalog = await answerOf(Promise.resolve(asked));
  const etag = asked.response.headers.get("etag");
  last = etag ? { etag, catalog } : null;
  return catalog;
}

/** Every metric, live and retired. It gets old with each board, and asks on while it cannot be filled. */
export function catalogQuery() {
  return queryOptions({
    queryKey: ["catalog"],
    queryFn: readCatalog,
    retry,
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.error && !isFinal(state.error) ? AGAIN_MILLISECONDS : false),
  });
}
