import type { Job } from "@/api/board";
import { ApiProblem } from "@/api/http";

export interface Outcome {
  title: string;
  /** What failed, each with where; empty when nothing did. */
  failures: { where: string; message: string }[];
  /** The beat to look at; null when none came about. */
  beat: number | null;
}

/** How the beat ended that somebody asked for. The other sources and metrics of one with failures are of now. */
export function outcomeOf(job: Job): Outcome {
  const { job_id: beat, errors } = job;
  if (job.state === "abandoned") {
    const broken = { where: "beat", message: "It was broken off before its end; the next one starts anew." };
    return { title: "The refresh did not end", failures: [broken, ...errors], beat };
  }
  if (errors.length === 0) return { title: "Refreshed.", failures: [], beat };
  const things = errors.length === 1 ? "one thing" : `${errors.length} things`;
  return { title: `Refreshed, but ${things} failed`, failures: errors, beat };
}

/** Why no beat came about. */
export function refusalOf(problem: Error): Outcome {
  const message =
    problem instanceof ApiProblem
      ? [problem.message, problem.hint].filter(Boolean).join(" ")
      : "The server did not answer. The wall shows the last good values, and asks again by itself.";
  return { title: "Not refreshed", failures: [{ where: "", message }], beat: null };
}
