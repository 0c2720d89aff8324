import { daysLater } from "@/lib/zoned-time";

export interface SnoozeChoice {
  key: string;
  label: string;
  /** Milliseconds. */
  until: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LONGEST_DAYS = 30;

/** For how long messages of a metric may be kept back by one press; the clock is that of the workspace. */
export function snoozeChoices(now: number, zone: string): SnoozeChoice[] {
  // A whole minute reads as it was meant.
  const from = Math.ceil(now / MINUTE) * MINUTE;
  return [
    { key: "1h", label: "1 hour", until: from + HOUR },
    { key: "4h", label: "4 hours", until: from + 4 * HOUR },
    { key: "tomorrow", label: "Tomorrow 9:00", until: daysLater(from, 1, zone, "09:00") },
    { key: "3d", label: "3 days", until: daysLater(from, 3, zone) },
  ];
}

/** Why an end that somebody typed cannot be one; null when it can. */
export function endProblem(until: number, now: number, longest = LONGEST_DAYS): string | null {
  if (Number.isNaN(until)) return "Say until when.";
  if (until <= now) return "That has passed already.";
  return until - now > longest * 24 * HOUR ? `${longest} days are the most.` : null;
}
