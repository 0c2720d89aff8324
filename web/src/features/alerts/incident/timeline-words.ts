import type { TimelineEntry } from "@/api/alerts";
import type { GlyphName } from "@/components/glyph";
import { isoDay } from "@/lib/calendar";

/** Entries below the days on which they were, in their order. */
export function daysOf(timeline: TimelineEntry[], zone: string): { day: string; entries: TimelineEntry[] }[] {
  const days: { day: string; entries: TimelineEntry[] }[] = [];
  for (const entry of timeline) {
    const day = isoDay(entry.at, zone);
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}

const SIGNS: Record<string, GlyphName> = {
  fire: "bell",
  escalate: "red",
  resolve: "check",
  close: "check",
  acknowledge: "person",
  release: "person",
  delivered: "check",
  dead: "error",
  retry: "error",
  ambiguous: "error",
  suppressed: "empty",
};

/** What stands before an entry; the others are a dot on the line. */
export function signOf({ name }: Pick<TimelineEntry, "name">): GlyphName | null {
  return SIGNS[name] ?? null;
}
