import { useSyncExternalStore } from "react";

/** What may stand in front of the page: the search for anything, the form for feedback, and what the keys do. */
export type Overlay = "palette" | "feedback" | "keys";

let open: Overlay | null = null;
const listeners = new Set<() => void>();

export function openOverlay(next: Overlay): void {
  change(next);
}

/** Close it; another that was opened meanwhile stays. */
export function closeOverlay(which: Overlay): void {
  if (open === which) change(null);
}

export function useOverlay(): Overlay | null {
  return useSyncExternalStore(subscribe, () => open);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: Overlay | null): void {
  open = next;
  for (const listener of listeners) listener();
}
