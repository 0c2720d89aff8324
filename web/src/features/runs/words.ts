import type { Run, RunMetric, RunSource } from "@/api/runs";
import type { GlyphName } from "@/components/glyph";
import { counted, secondsText } from "@/lib/amounts";

export const ASKED_BY: Record<Run["trigger"], string> = {
  cron: "schedule",
  ui: "a screen",
  cli: "command line",
  api: "API",
  deploy: "deploy",
};

/** The same in a sentence: `asked for by the schedule`. */
export const ASKED_FOR_BY: Record<Run["trigger"], string> = {
  cron: "the schedule",
  ui: "a screen",
  cli: "the command line",
  api: "a program",
  deploy: "a deploy",
};

export const STATE_WORDS: Record<Run["state"], string> = {
  queued: "waiting",
  running: "running",
  done: "done",
  abandoned: "abandoned",
};

export const SOURCE_WORDS: Record<RunSource["state"], string> = {
  waiting: "waiting",
  running: "being read",
  ok: "read",
  error: "failed",
  held: "held",
};

export const OUTCOME_WORDS: Record<RunMetric["outcome"], string> = {
  waiting: "not come to",
  running: "being measured",
  executed: "computed",
  carried: "carried forward",
  stood_still: "stood still",
  error: "failed",
};

export const PHASES = ["ingest", "measure", "publish"] as const;
export type Phase = (typeof PHASES)[number];

export const PHASE_WORDS: Record<Phase, string> = { ingest: "reading", measure: "measuring", publish: "publishing" };

/** `Anna Berg, at a screen`, `the schedule` */
export function askerText({ trigger, asked_by: names }: Pick<Run, "trigger" | "asked_by">): string {
  if (names.length === 0) return ASKED_FOR_BY[trigger];
  const place = trigger === "ui" ? ", at a screen" : trigger === "api" ? ", by a program" : "";
  return `${names.join(" and ")}${place}`;
}

/** How many sources and metrics failed in it. */
export function failuresOf(run: Run): number {
  return run.sources.failed + run.metrics.failed;
}

export function glyphOf(run: Run): GlyphName {
  if (run.state === "queued") return "empty";
  if (run.state === "running") return "refresh";
  return run.state === "abandoned" || failuresOf(run) > 0 ? "error" : "green";
}

/** `1 source and 2 metrics failed`; null when nothing did. */
export function failureText({ sources, metrics }: Run): string | null {
  const failed = [
    sources.failed > 0 ? counted(sources.failed, "source") : null,
    metrics.failed > 0 ? counted(metrics.failed, "metric") : null,
  ].filter(Boolean);
  return failed.length > 0 ? `${failed.join(" and ")} failed` : null;
}

/** `reading 4.0 s, measuring 5.0 s, publishing 1.0 s` */
export function phasesText(run: Run): string {
  const told = PHASES.flatMap((phase) => {
    const seconds = run.phases[phase];
    return seconds === null ? [] : `${PHASE_WORDS[phase]} ${secondsText(seconds)}`;
  });
  if (told.length > 0) return told.join(", ");
  return run.state === "abandoned" ? `ended while ${PHASE_WORDS[run.phase ?? "ingest"]}` : "";
}

/** What it was asked for: `all metrics`, `3 metrics, without reading sources`. */
export function askedForText({ requested_metrics: metrics, ingest }: Run): string {
  const what = metrics === null ? "all metrics" : counted(metrics, "metric");
  return ingest ? what : `${what}, without reading sources`;
}

/** Below the page's name: how the last beat that ended went. */
export function leadOf(runs: Run[]): { lead: string; rest: string } | null {
  const last = runs.find((run) => run.state === "done" || run.state === "abandoned");
  if (!last) return null;
  if (last.state === "abandoned")
    return { lead: "The last beat was abandoned.", rest: "The next one covers the rest." };
  const took = last.seconds === null ? "" : `It took ${secondsText(last.seconds)}.`;
  return {
    lead: failureText(last) ? `In the last beat ${failureText(last)}.` : "Nothing failed in the last beat.",
    rest: took,
  };
}

/** The row of a beat as one sentence, for ears. */
export function runSentence(run: Run, when: string): string {
  const parts = [`Beat ${run.beat_id}`, when, STATE_WORDS[run.state], failureText(run), phasesText(run)];
  return parts.filter(Boolean).join(", ");
}

/** How a metric's cost moved: `+40 %`, `−12 %`, `2.4 times`; null where it hardly did, or nothing is known. */
export function trendText(now: number, before: number | null): string | null {
  if (before === null || before <= 0) return null;
  const ratio = now / before;
  if (ratio >= 2) return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)} times`;
  const change = Math.round((ratio - 1) * 100);
  if (Math.abs(change) < 10) return null;
  return `${change > 0 ? "+" : "−"}${Math.abs(change)} %`;
}
