import type { Job } from "@/api/board";

/** What the running beat does, whoever started it. */
export function BeatProgress({ job }: { job: Job }) {
  const { text, share } = progressOf(job);
  return (
    <div className="pulse pulse-beat" role="status" aria-label={`Beat running: ${text}`}>
      <span className="beat-text">{text}</span>
      <i className="beat-track">
        <i style={{ width: `${Math.round(share * 100)}%` }} />
      </i>
    </div>
  );
}

/** Reading is a third of the way, measuring most of the rest. */
export function progressOf(job: Job): { text: string; share: number } {
  if (job.phase === "publish") return { text: "publishing", share: 0.97 };
  if (job.phase === "measure") {
    const done = job.metrics.filter((each) => each.outcome !== "waiting" && each.outcome !== "running").length;
    return { text: `measuring ${done} of ${job.metrics.length}`, share: 0.35 + 0.6 * ratio(done, job.metrics.length) };
  }
  const done = job.sources.filter((each) => each.state !== "waiting" && each.state !== "running").length;
  const running = job.sources.find((each) => each.state === "running");
  const text = running
    ? readingText(running.source_id, done + 1, job.sources.length)
    : job.phase === "ingest"
      ? "reading sources"
      : "starting";
  return { text, share: 0.03 + 0.3 * ratio(done, job.sources.length) };
}

/** One of one is no count. */
function readingText(source: string, place: number, count: number): string {
  return count > 1 ? `reading ${source}, ${place} of ${count}` : `reading ${source}`;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
