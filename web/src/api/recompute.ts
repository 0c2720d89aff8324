import { queryOptions } from "@tanstack/react-query";
import type { Job } from "./board";
import { answerOf, client } from "./client";
import { isFinal } from "./http";

const AGAIN_MILLISECONDS = 1000;

/** Ask for a beat over these metrics: the beat that will have brought them up to date. */
export async function recompute(metricIds: string[] | "all"): Promise<number> {
  const body = { metric_ids: metricIds, trigger: "ui" as const };
  const answer = await answerOf(client.POST("/api/metrics/recompute", { body }));
  // A beat that runs already is joined; if it does not cover all that was asked one more follows, and that one counts.
  return answer.follow_up_job_id ?? answer.job_id;
}

/** One beat, asked about again until it has ended. */
export function jobQuery(jobId: number | null) {
  return queryOptions({
    queryKey: ["job", jobId],
    enabled: jobId !== null,
    queryFn: (): Promise<Job> =>
      answerOf(client.GET("/api/metrics/recompute/{job_id}", { params: { path: { job_id: jobId ?? 0 } } })),
    retry: (_, problem) => !isFinal(problem),
    retryDelay: 2000,
    refetchInterval: ({ state }) => (hasEnded(state.data) ? false : AGAIN_MILLISECONDS),
  });
}

export function hasEnded(job: Job | undefined): boolean {
  return job?.state === "done" || job?.state === "abandoned";
}
