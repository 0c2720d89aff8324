import { useSyncExternalStore } from "react";
import { now, onSecond } from "./wall-clock";

/** A text made from the time, or a yes or no. The component renders again only when that changes, not every second. */
export function useClock<Told extends string | boolean>(make: (nowMilliseconds: number) => Told): Told {
  const told = () => make(now());
  // The second is for markup that is made without a page.
  return useSyncExternalStore(onSecond, told, told);
}
