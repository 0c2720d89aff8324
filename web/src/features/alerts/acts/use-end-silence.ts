import { endSilence } from "@/api/alerts";
import { useAct } from "@/components/alerts/use-act";

/** End a snooze, a silence or a mute before its time: what is still wrong is told from then on. */
export function useEndSilence() {
  return useAct((silence_id: number, by: string) => endSilence(silence_id, by));
}
