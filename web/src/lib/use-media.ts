import { useSyncExternalStore } from "react";

/** Whether the screen is as a media query says, now and when it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const asked = window.matchMedia?.(query);
      asked?.addEventListener("change", changed);
      return () => asked?.removeEventListener("change", changed);
    },
    () => window.matchMedia?.(query).matches ?? false,
  );
}
