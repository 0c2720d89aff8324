import { agoText, since } from "@/lib/age";
import { clockTime, fullDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** How long ago something was; the moment itself is in the tooltip. */
export function Ago({ at, zone, never = "never" }: { at: string | null; zone: string; never?: string }) {
  const text = useClock((now) => {
    const passed = since(at, now);
    return passed === null ? never : agoText(passed);
  });
  return (
    <span className="ago" title={at ? `${fullDay(at, zone)} ${clockTime(at, zone)}` : undefined}>
      {text}
    </span>
  );
}
