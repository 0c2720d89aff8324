import { useEffect } from "react";

/** Keeps the screen awake while the page is seen. Browsers offer it on localhost and over HTTPS; elsewhere the screen's own setting rules. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let gone = false;
    const hold = async () => {
      if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
      try {
        lock = (await navigator.wakeLock?.request("screen")) ?? null;
        if (gone) void lock?.release();
      } catch {
        // Refused (a battery that runs low, a policy): tried again when the page is next seen.
      }
    };
    void hold();
    document.addEventListener("visibilitychange", hold);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", hold);
      void lock?.release();
    };
  }, []);
}
