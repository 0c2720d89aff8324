import type { Channel, Delivery } from "@/api/alerts";
import { longAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";

export interface Proof {
  state: "good" | "stale" | "down" | "none";
  text: string;
}

const DAY = 86_400_000;

/** What a channel has shown of itself: `delivered 08:00, 3 h 4 m ago`, `failed 09:12, and tries again`, `down since 09:12`. */
export function proofOf({ down, failed_at, proven_at }: Channel, now: number, zone: string): Proof {
  if (down) return { state: "down", text: failed_at ? `down since ${whenText(failed_at, now, zone)}` : "down" };
  const failing = failed_at !== null && (proven_at === null || proven_at < failed_at);
  if (failing) return { state: "stale", text: `failed ${whenText(failed_at, now, zone)}, and tries again` };
  const age = since(proven_at, now);
  if (proven_at === null || age === null) return { state: "none", text: "never proven" };
  if (age > DAY) return { state: "stale", text: `no proof for ${longAge(age)}` };
  return { state: "good", text: `delivered ${whenText(proven_at, now, zone)}, ${longAge(age || 0)} ago` };
}

/** How a test goes, while one looks on. */
export function testText(delivery: Delivery | null): string {
  if (delivery === null) return "on its way";
  const error = delivery.attempts.at(-1)?.error ?? delivery.last_error;
  switch (delivery.state) {
    case "delivered":
      return "delivered: look whether it is there";
    case "retry":
      return `failed, and is tried again: ${error ?? "no answer"}`;
    case "dead":
      return `not delivered: ${error ?? "it was refused"}`;
    case "ambiguous":
      return "sent, and no clear answer came: look whether it is there";
    case "superseded":
      return "overtaken by another test";
    default:
      return "on its way";
  }
}
