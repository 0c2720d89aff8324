import { useSyncExternalStore } from "react";
import { readTheme, show, type Theme } from "./theme";

/** Paper is white: while a page is printed it is drawn light, whatever the theme of the screen, and as wide as a sheet. */

const listeners = new Set<() => void>();
let screenTheme: Theme | null = null;

/** Follow the browser's word that a print begins and ends: some say it by an event, some by the medium, most by both. Returns the end of it. */
export function followPaper(): () => void {
  const end = new AbortController();
  const heard = { signal: end.signal };
  window.matchMedia("print").addEventListener("change", ({ matches }) => put(matches), heard);
  window.addEventListener("beforeprint", () => put(true), heard);
  window.addEventListener("afterprint", () => put(false), heard);
  return () => {
    put(false);
    end.abort();
  };
}

/** Whether the page is drawn for paper: what is measured must be measured again. */
export function usePaper(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => screenTheme !== null,
  );
}

function put(printing: boolean): void {
  if (printing === (screenTheme !== null)) return;
  const before = screenTheme;
  screenTheme = printing ? readTheme() : null;
  document.documentElement.toggleAttribute("data-paper", printing);
  show(before ?? "light");
  for (const listener of listeners) listener();
}
