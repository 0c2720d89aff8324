import type { BoardMetric } from "@/api/board";
import { since } from "@/lib/age";
import type { GlyphName } from "./glyph";
import { ownerName } from "./words";

export type MarkKind =
  | "unverified"
  | "changed"
  | "recovered"
  | "few"
  | "target"
  | "overdue"
  | "not-picked-up"
  | "picked-up"
  | "quiet"
  | "flapping";

/** What stands beside a status and has a shape, a word and a sentence of its own. */
export interface Mark {
  kind: MarkKind;
  glyph: GlyphName;
  word: string;
  sentence: string;
}

const DAY = 86_400_000;

/** The marks of a metric, the most pressing first: a tile with little room keeps the words of the first ones. */
export function marksOf(metric: BoardMetric, now: number): Mark[] {
  return [
    incidentMark(metric),
    quietMark(metric),
    flappingMark(metric),
    verificationMark(metric),
    fewMark(metric),
    recoveredMark(metric, now),
    targetMark(metric),
  ].filter((mark) => mark !== null);
}

/** `set`: there is a target, not reached yet and not due. */
export type TargetState = "none" | "set" | "hit" | "overdue";

export function targetState({ target_value, target_hit, target_overdue }: BoardMetric): TargetState {
  if (target_hit) return "hit";
  if (target_overdue) return "overdue";
  return target_value === null ? "none" : "set";
}

export function hasRecovered(metric: BoardMetric, now: number): boolean {
  const age = since(metric.changed?.at ?? null, now);
  return metric.changed?.from === "red" && metric.status === "green" && age !== null && age < DAY;
}

function verificationMark({ verification_state }: BoardMetric): Mark | null {
  if (verification_state === "verified") return null;
  return verification_state === "changed"
    ? { kind: "changed", glyph: "changed", word: "changed", sentence: "Changed since it was verified." }
    : { kind: "unverified", glyph: "unverified", word: "unverified", sentence: "Not verified." };
}

function fewMark({ reason, n }: BoardMetric): Mark | null {
  if (reason !== "too_few") return null;
  const rows = n === null ? "too few rows" : `only ${n} rows`;
  return { kind: "few", glyph: "few", word: "too few", sentence: `Not judged anew: ${rows}.` };
}

function recoveredMark(metric: BoardMetric, now: number): Mark | null {
  if (!hasRecovered(metric, now)) return null;
  return { kind: "recovered", glyph: "check", word: "recovered", sentence: "Recovered from red within a day." };
}

function targetMark(metric: BoardMetric): Mark | null {
  const state = targetState(metric);
  if (state === "hit") return { kind: "target", glyph: "flag", word: "target", sentence: "Target reached." };
  if (state !== "overdue") return null;
  const due = metric.target_due_date;
  return {
    kind: "overdue",
    glyph: "flag-late",
    word: "target late",
    sentence: due ? `Target missed: it was due on ${due}.` : "Target missed.",
  };
}

const QUIET = { snooze: "snoozed", silence: "silenced", mute: "muted" } as const;

/** Its messages are kept back by somebody. */
function quietMark({ quieted }: BoardMetric): Mark | null {
  if (!quieted) return null;
  const word = QUIET[quieted.kind];
  return { kind: "quiet", glyph: "quiet", word, sentence: `Alerts ${word} by ${ownerName(quieted.by)}.` };
}

function flappingMark({ incident }: BoardMetric): Mark | null {
  if (!incident?.flapping) return null;
  return { kind: "flapping", glyph: "flapping", word: "flapping", sentence: "It goes back and forth." };
}

function incidentMark({ incident }: BoardMetric): Mark | null {
  if (incident === null) return null;
  if (incident.acked_at === null) {
    if (incident.told === false) return null; // nobody could have picked it up
    return { kind: "not-picked-up", glyph: "bell", word: "not picked up", sentence: "Alert open, not picked up." };
  }
  const who = incident.acked_by ? ownerName(incident.acked_by) : "somebody";
  return { kind: "picked-up", glyph: "person", word: "picked up", sentence: `Alert picked up by ${who}.` };
}
