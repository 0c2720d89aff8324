import type { BoardMetric } from "@/api/board";
import { troubleLines } from "@/components/words";
import { useClock } from "@/lib/use-clock";
import { useZone } from "./zone";

/** `failed since` / `08:12`, which is `Thu 08:12` tomorrow; null while the value is of now. */
export function useTrouble(metric: BoardMetric): [string, string] | null {
  const zone = useZone();
  const text = useClock((at) => (troubleLines(metric, at, zone) ?? []).join("\n"));
  const [lead, rest] = text.split("\n");
  return lead && rest ? [lead, rest] : null;
}
