import { useSyncExternalStore } from "react";

/** What may stand in front of the page: the search for anything, and the form for feedback. */
export type Overlay = "palette" | "feedback";

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
