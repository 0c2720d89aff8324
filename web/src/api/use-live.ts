import { useSyncExternalStore } from "react";
import { live } from "./live";
import type { LiveState } from "./live-state";

/** One part of the living state; the component renders again only when that part changes. */
export function useLive<Part>(pick: (state: LiveState) => Part): Part {
  return useSyncExternalStore(live.subscribe, () => pick(live.read()));
}
