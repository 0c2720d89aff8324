import type { Incident, SilenceWish } from "@/api/alerts";
import { zonedMoment, zonedText } from "@/lib/zoned-time";
import { endProblem } from "./snooze-choices";

export type Scope = "metric_id" | "area" | "owner" | "subject";

/** What somebody has said so far of what is to be kept quiet. */
export interface SilenceDraft {
  kind: "silence" | "mute";
  scope: Scope;
  value: string;
  severity: "" | "red" | "amber";
  /** By the clock of the workspace, as a field of the browser has it; empty: at once. */
  from: string;
  until: string;
  reason: string;
}

export const SCOPES: Record<Scope, string> = {
  metric_id: "one metric",
  area: "an area",
  owner: "all of an owner",
  subject: "a source or channel",
};

const DAY = 86_400_000;
const LONGEST_DAYS = 365;

/** What is likely meant: the metric of an incident, or what fails. */
export function firstDraft(kind: "silence" | "mute", about: Incident | null, now: number, zone: string): SilenceDraft {
  const isMetric = about === null || about.kind === "threshold" || about.kind === "health";
  return {
    ...{ kind, scope: isMetric ? "metric_id" : "subject", value: about?.subject ?? "", severity: "" },
    ...{ from: "", until: zonedText(now + DAY, zone), reason: "" },
  };
}

/** The wish to be sent, or why it cannot be: null with what is still missing. */
export function silenceOf(
  draft: SilenceDraft,
  now: number,
  zone: string,
): { wish: SilenceWish; problem: null } | { wish: null; problem: string } {
  const { kind, scope, severity } = draft;
  const [value, reason] = [draft.value.trim(), draft.reason.trim()];
  const no = (problem: string) => ({ wish: null, problem });
  if (!value) return no("Say what is to be quiet.");
  const from = draft.from ? zonedMoment(draft.from, zone) : now;
  if (Number.isNaN(from)) return no("Say from when.");
  const until = zonedMoment(draft.until, zone);
  const wrong = kind === "mute" ? null : endProblem(until, Math.max(from, now), LONGEST_DAYS);
  if (wrong) return no(draft.from && until <= from ? "It would end before it begins." : wrong);
  if (!reason) return no("Say why: whoever looks for the message finds this instead.");
  return {
    problem: null,
    wish: {
      ...{ kind, reason, matcher: { [scope]: value, ...(severity ? { severity } : {}) } },
      starts_at: draft.from ? new Date(from).toISOString() : null,
      ends_at: kind === "mute" ? null : new Date(until).toISOString(),
    },
  };
}
