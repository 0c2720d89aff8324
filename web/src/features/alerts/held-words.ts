import type { GateReason, Suppression } from "@/api/alerts";
import { counted } from "@/lib/amounts";

export const REASON_TITLES: Record<GateReason, string> = {
  unverified: "Not verified",
  changed: "Changed since it was verified",
  no_owner: "No owner",
  no_channel: "No channel",
  muted: "Muted",
  silenced: "Silenced",
  snoozed: "Snoozed",
};

export const REASON_HINTS: Record<GateReason, string> = {
  unverified: "Somebody who knows the number says that it is what it says it is. Then it may page.",
  changed: "It computes something else than what was verified. Somebody looks at it again; until then it pages nobody.",
  no_owner: "A message needs somebody to go to. The first alert comes with the name of an owner.",
  no_channel: "Neither its owner nor a route has a channel, so there is no way to tell anybody.",
  muted: "Somebody keeps its messages back without an end.",
  silenced: "Somebody keeps its messages back for a while.",
  snoozed: "Somebody keeps its messages back for a while.",
};

const IN_A_SENTENCE: Record<GateReason, string> = {
  unverified: "not verified",
  changed: "changed since verified",
  no_owner: "without an owner",
  no_channel: "without a channel",
  muted: "muted",
  silenced: "silenced",
  snoozed: "snoozed",
};

/** `11 metrics are red but may not page: 8 not verified, 3 without an owner.` */
export function heldLead(count: number, suppressions: Suppression[]): { lead: string; rest: string } {
  const reasons = suppressions.map((each) => `${each.count} ${IN_A_SENTENCE[each.reason]}`).join(", ");
  return {
    lead: `${counted(count, "metric")} ${count === 1 ? "is" : "are"} red but may not page:`,
    rest: `${reasons}.`,
  };
}
