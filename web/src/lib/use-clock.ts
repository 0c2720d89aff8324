import { useSyncExternalStore } from "react";
import { now, onSecond } from "./wall-clock";

/** A text made from the time. The component renders again only when the text changes, not every second. */
export function useClockText(make: (nowMilliseconds: number) => string): string {
  return useSyncExternalStore(onSecond, () => make(now()));
}

/** A yes or no made from the time, such as "the board is frozen". */
export function useClockFlag(make: (nowMilliseconds: number) => boolean): boolean {
  return useSyncExternalStore(onSecond, () => make(now()));
}
