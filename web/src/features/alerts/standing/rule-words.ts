import type { AlertRules, MetricRules } from "@/api/alerts";
import { GATE_WORDS } from "@/components/alerts/words";

/** `22:00–07:00, red waits as well` */
export function quietHoursText({ start, end, red_sends }: NonNullable<AlertRules["quiet_hours"]>): string {
  return `${start}–${end}, red ${red_sends ? "is sent all the same" : "waits as well"}`;
}

/** `After 30 min` */
export function stepText({ after_seconds: seconds }: AlertRules["escalation"][number]): string {
  if (seconds % 3600 === 0) return `After ${seconds / 3600} h`;
  return seconds % 60 === 0 ? `After ${seconds / 60} min` : `After ${seconds} s`;
}

/** Whom a metric would tell now, or why nobody: `ops, ada@linden.example by mail`. */
export function whomText({ gate, targets }: Pick<MetricRules, "gate" | "targets">): string {
  if (!gate.open) return `nobody: ${gate.reasons.map((reason) => GATE_WORDS[reason]).join(", ")}`;
  return targets.map(({ channel, recipient }) => (recipient ? `${recipient} by ${channel}` : channel)).join(", ");
}

/** How many readings in a row open it, and how many end it: `1 bad, 2 good`. */
export function patienceText({ for_readings, keep_readings }: MetricRules): string {
  return `${for_readings} bad, ${keep_readings} good`;
}

/** Pages of the last seven days, and how many a week it may cost: `1 of 1` */
export function budgetText({ pages, most }: MetricRules["budget"]): string {
  return `${pages} of ${most}`;
}
