import { useEffect, useSyncExternalStore } from "react";
import { ownsKeys } from "@/lib/typing";

/** Whether pages stand still, because somebody said so; kept while a metric's page is open. */
let paused = false;
const listeners = new Set<() => void>();

const PAUSES: Record<string, () => boolean> = {
  p: () => !paused,
  P: () => !paused,
  MediaPlayPause: () => !paused,
  MediaPause: () => true,
  MediaPlay: () => false,
};

export function isPaused(): boolean {
  return paused;
}

/** P, or the pause key of a remote control, stops the pages and lets them turn again. */
export function usePausing(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const still = isForWall(event) ? PAUSES[event.key] : undefined;
      if (!still) return;
      paused = still();
      for (const listener of listeners) listener();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

export function usePaused(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isPaused);
}

/** Neither somebody's typing, nor a browser's shortcut, nor a key that is held down, nor one that a menu or a question in front takes. */
export function isForWall(event: KeyboardEvent): boolean {
  const shortcut = event.altKey || event.ctrlKey || event.metaKey || event.repeat;
  return !shortcut && !ownsKeys(event.target);
}
