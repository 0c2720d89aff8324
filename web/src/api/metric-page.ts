import { queryOptions } from "@tanstack/react-query";
import type { AuditDocument, MetricPage, Past } from "./board";
import { answerOf, client } from "./client";
import { isFinal, retry } from "./http";

const AGAIN_MILLISECONDS = 10_000;

async function readMetricPage(metricId: string): Promise<MetricPage> {
  const answer = await answerOf(client.GET("/api/metrics/{metric_id}", { params: { path: { metric_id: metricId } } }));
  // The client loses that a point of a sparkline is a pair; nothing else differs.
  return answer as MetricPage;
}

/** One metric with everything known about it. */
export function metricPageQuery(metricId: string) {
  return queryOptions({
    queryKey: ["metric", metricId],
    queryFn: () => readMetricPage(metricId),
    // An answer such as "no such metric" does not change by asking again; one such as "the database is away" does.
    retry,
    staleTime: 60_000,
    // A page that could not be filled asks on: an outage that only its own question met is seen by nobody else.
    refetchInterval: ({ state }) => (state.error && !isFinal(state.error) ? AGAIN_MILLISECONDS : false),
  });
}

/** The days of a metric that may be retired. */
export function historyQuery(metricId: string) {
  return queryOptions({
    queryKey: ["history", metricId],
    queryFn: (): Promise<Past> =>
      answerOf(client.GET("/api/metrics/{metric_id}/history", { params: { path: { metric_id: metricId } } })),
    retry,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** One audit with its document, which never changes. */
export function auditQuery(metricId: string, auditId: number) {
  return queryOptions({
    queryKey: ["audit", metricId, auditId],
    queryFn: (): Promise<AuditDocument> =>
      answerOf(
        client.GET("/api/metrics/{metric_id}/audits/{audit_id}", {
          params: { path: { metric_id: metricId, audit_id: auditId } },
        }),
      ),
    retry,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
