import { useSyncExternalStore } from "react";

export type Theme = "dark" | "light";

const KEY = "heartbeat-theme";
const LIGHT = "(prefers-color-scheme: light)";
const GROUND: Record<Theme, string> = { dark: "#090C11", light: "#F4F6F8" };
const listeners = new Set<() => void>();

/** What shows now. `public/theme.js` sets it before the first paint: chosen on this screen, else dark on a television, else the system's. */
export function readTheme(): Theme {
  return document.documentElement.dataset.theme === "light" ? "light" : "dark";
}

/** Nobody has chosen on this screen, and it is no television. */
export function followsSystem(): boolean {
  return document.documentElement.dataset.follows === "system";
}

export function toggleTheme(): void {
  const next: Theme = readTheme() === "dark" ? "light" : "dark";
  delete document.documentElement.dataset.follows;
  show(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Not kept in a private window; still shown.
  }
}

/** Forget what was chosen on this screen. */
export function followSystem(): void {
  document.documentElement.dataset.follows = "system";
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  show(systemTheme());
}

/** A system that turns dark in the evening takes the page with it. */
export function keepWithSystem(): void {
  window.matchMedia?.(LIGHT).addEventListener("change", () => {
    if (followsSystem()) show(systemTheme());
  });
}

export function useTheme(): [Theme, () => void] {
  return [useSyncExternalStore(subscribe, readTheme), toggleTheme];
}

export function useFollowsSystem(): boolean {
  return useSyncExternalStore(subscribe, followsSystem);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function systemTheme(): Theme {
  return window.matchMedia(LIGHT).matches ? "light" : "dark";
}

/** Show a theme without choosing it. */
export function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", GROUND[theme]);
  for (const listener of listeners) listener();
}
