import { isWaiting } from "@/api/live-state";
import { useLive } from "@/api/use-live";
import { useClock } from "@/lib/use-clock";

/** A beat was asked for, and no worker takes it. */
export function useWaiting(): boolean {
  const queuedSince = useLive((state) => state.queuedSince);
  return useClock((at) => isWaiting(queuedSince, at));
}

export const NO_WORKER = "No worker takes the beat: heartbeat serve or heartbeat worker runs one";
