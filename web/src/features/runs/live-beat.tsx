import type { Job } from "@/api/board";
import { useLive } from "@/api/use-live";
import { Glyph } from "@/components/glyph";
import { NO_WORKER, useWaiting } from "@/components/use-waiting";
import { longAge, since } from "@/lib/age";
import { useClock } from "@/lib/use-clock";
import { ASKED_FOR_BY, PHASES, type Phase } from "./words";

/** The beat that runs now, phase by phase as it goes on; or the one that waits. */
export function LiveBeat({ usualSources, onOpen }: { usualSources: number; onOpen: (beat: number) => void }) {
  const job = useLive((state) => state.job);
  const isOffline = useLive((state) => state.connection.offlineSince !== null);
  if (!job || isOffline) return null;
  return (
    <section className="card live-beat" aria-label="The beat that is going on">
      <div className="live-head">
        <Glyph name={job.state === "queued" ? "empty" : "refresh"} />
        <h2>
          Beat {job.job_id} {job.state === "queued" ? "waits" : "is running"}
        </h2>
        <span className="quiet">
          asked for by {ASKED_FOR_BY[job.trigger]}
          <Elapsed at={job.started_at} />
        </span>
        <button type="button" className="list-button" onClick={() => onOpen(job.job_id)}>
          Open
        </button>
      </div>
      {job.state === "queued" ? <Queued /> : <Steps job={job} usualSources={usualSources} />}
    </section>
  );
}

function Elapsed({ at }: { at: string | null }) {
  const text = useClock((now) => {
    const passed = since(at, now);
    return passed === null || Number.isNaN(passed) ? "" : `, for ${longAge(passed)}`;
  });
  return text;
}

function Queued() {
  const waits = useWaiting();
  return <p className="live-note">{waits ? `${NO_WORKER}.` : "It begins in a moment."}</p>;
}

interface Step {
  phase: Phase;
  title: string;
  done: number;
  /** Of how many, as far as anybody knows. */
  total: number;
  told: string;
  /** What it is at. */
  note: string;
}

function Steps({ job, usualSources }: { job: Job; usualSources: number }) {
  const at = PHASES.indexOf(job.phase ?? "ingest");
  return (
    <ol className="live-steps">
      {stepsOf(job, usualSources).map((step, index) => (
        <StepItem key={step.phase} step={step} stand={index < at ? "done" : index === at ? "now" : "later"} />
      ))}
    </ol>
  );
}

function StepItem({ step, stand }: { step: Step; stand: "done" | "now" | "later" }) {
  const share = step.total > 0 ? Math.min(step.done / step.total, 1) : 0;
  const shares = { done: 1, now: share, later: 0 };
  return (
    <li className={`live-step live-step-${stand}`} aria-current={stand === "now" ? "step" : undefined}>
      <b>{step.title}</b> {stand !== "later" && <span className="quiet">{step.told}</span>}
      <i className="live-track">
        <i style={{ width: `${Math.round(shares[stand] * 100)}%` }} />
      </i>
      <span className="live-note">{stand === "now" ? step.note : ""}</span>
    </li>
  );
}

/**
 * How far each phase is, from what the ledger says of sources and metrics.
 * A source is in it once its turn has come, so how many there will be is known from the beat before alone: it is not told.
 */
export function stepsOf(job: Job, usualSources: number): Step[] {
  const isOver = (state: string) => state !== "waiting" && state !== "running";
  const reading = job.sources.filter((source) => source.state === "running").map((source) => source.dataset);
  const read = job.sources.filter((source) => isOver(source.state)).length;
  const measured = job.metrics.filter((metric) => isOver(metric.outcome)).length;
  const measuring = job.metrics.filter((metric) => metric.outcome === "running").map((metric) => metric.metric_id);
  return [
    {
      phase: "ingest",
      title: "Read sources",
      done: read,
      total: Math.max(job.sources.length, usualSources),
      told: read > 0 ? `${read} read` : "",
      note: reading.join(", "),
    },
    {
      phase: "measure",
      title: "Measure",
      done: measured,
      total: job.metrics.length,
      told: job.metrics.length > 0 ? `${measured} of ${job.metrics.length}` : "",
      note: measuring.join(", "),
    },
    { phase: "publish", title: "Publish the board", done: 0, total: 0, told: "", note: "every screen changes at once" },
  ];
}
