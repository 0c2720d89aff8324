import { useSyncExternalStore } from "react";

export type Theme = "dark" | "light";

const KEY = "heartbeat-theme";
const listeners = new Set<() => void>();

/** Dark unless somebody chose light on this screen. `public/theme.js` sets it before the first paint. */
export function readTheme(): Theme {
  return document.documentElement.dataset.theme === "light" ? "light" : "dark";
}

export function toggleTheme(): void {
  const next: Theme = readTheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Not kept in a private window; still shown.
  }
  for (const listener of listeners) listener();
}

export function useTheme(): [Theme, () => void] {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, readTheme);
  return [theme, toggleTheme];
}
