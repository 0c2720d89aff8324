import { toggleTheme } from "@/lib/theme";
import { isTyping } from "@/lib/typing";
import { router } from "./router";

/** Keys that work on every page: T theme, F full screen, Escape or Back to the cockpit. */
export function listenForKeys(): void {
  window.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target) || isAsked()) return;
    if (event.key === "t" || event.key === "T") toggleTheme();
    if (event.key === "f" || event.key === "F") void toggleFullScreen();
    if ((event.key === "Escape" || event.key === "Backspace") && window.location.pathname !== "/") goBack();
  });
}

/** A question in front of the page takes the keys: Escape closes it, and leads nowhere else. */
function isAsked(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen?.();
}

/** Back where one came from, so that the focused tile is found again; else to the cockpit. */
function goBack(): void {
  if (router.history.canGoBack()) router.history.back();
  else void router.navigate({ to: "/" });
}
