import type { Inbox } from "@/api/alerts";
import { counted } from "@/lib/amounts";

/** Below the page's name: how it stands, in two short sentences. */
export function leadOf({ counts, channels }: Inbox): { lead: string; rest: string } {
  const down = channels.filter((channel) => channel.down).length;
  const trouble = down > 0 ? `${counted(down, "channel")} ${down === 1 ? "is" : "are"} down.` : "";
  if (counts.open === 0) return { lead: "Nothing is wrong.", rest: trouble };
  const lead =
    counts.unacknowledged === 0
      ? "Somebody is on everything."
      : `${counted(counts.unacknowledged, "incident")} not picked up.`;
  const rest = [
    counts.open > counts.unacknowledged && counts.unacknowledged > 0 ? `${counts.open} open.` : "",
    counts.recovering > 0 ? `${counts.recovering} recovering.` : "",
    trouble,
  ];
  return { lead, rest: rest.filter(Boolean).join(" ") };
}
