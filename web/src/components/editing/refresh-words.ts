import type { Job } from "@/api/board";
import { secondsText } from "@/lib/amounts";

export interface Progress {
  text: string;
  failed: boolean;
}

/** How a beat goes, seen from one metric: `reading webbank`, `measuring`, `done in 0.4 s`, or what failed. */
export function progressOf(job: Job, metricId: string): Progress {
  const own = job.metrics.find((each) => each.metric_id === metricId);
  if (job.state === "queued") return going("waiting its turn");
  if (job.state === "abandoned") return { text: "The beat was broken off; the next one covers it.", failed: true };
  if (job.state === "done") return outcome(job, own);
  if (own?.outcome === "running" || job.phase === "measure") return going("measuring");
  if (job.phase === "publish") return going("publishing");
  const reading = job.sources.find((each) => each.state === "running");
  return going(reading ? `reading ${reading.source_id}` : "reading its tables");
}

function going(text: string): Progress {
  return { text, failed: false };
}

function outcome(job: Job, own: Job["metrics"][number] | undefined): Progress {
  if (own?.outcome === "error") return { text: own.error ?? "It could not be measured.", failed: true };
  const broken = job.sources.find((each) => each.state === "error" || each.state === "held");
  if (broken) return { text: broken.error ?? `${broken.source_id} could not be read.`, failed: true };
  if (own?.outcome === "executed")
    return going(own.seconds === null ? "measured" : `measured in ${secondsText(own.seconds)}`);
  if (own?.outcome === "carried") return going("nothing new: its tables received no rows");
  if (own?.outcome === "stood_still") return going(own.why ? `nothing new: ${own.why}` : "nothing new");
  const [error] = job.errors;
  return error ? { text: error.message, failed: true } : going("done");
}
