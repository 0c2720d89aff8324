import { toggleFullScreen } from "@/lib/full-screen";
import { openOverlay } from "@/lib/overlay";
import { isTelevision } from "@/lib/television";
import { toggleTheme } from "@/lib/theme";
import { isCovered, isTyping } from "@/lib/typing";
import { router } from "./router";

/** Keys that work on every page, as `lib/key-table.ts` tells: Ctrl-K or / finds anything, ? tells the keys, T theme, F full screen, Escape or Back to the cockpit. */
export function listenForKeys(): void {
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || isCovered()) return;
    if (opensPalette(event)) {
      event.preventDefault();
      openOverlay("palette");
    } else if (!event.ctrlKey && !event.metaKey && !isTyping(event.target)) onPlainKey(event.key);
  });
}

function onPlainKey(key: string): void {
  if (key === "?") openOverlay("keys");
  if (key === "t" || key === "T") toggleTheme();
  if (key === "f" || key === "F") void toggleFullScreen();
  if ((key === "Escape" || key === "Backspace") && window.location.pathname !== "/") goBack();
}

/** On the cockpit `/` searches the wall itself; a television has nobody who types. */
function opensPalette(event: KeyboardEvent): boolean {
  if (isTelevision()) return false;
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key?.toLowerCase() === "k") return true;
  return (
    event.key === "/" && !event.ctrlKey && !event.metaKey && window.location.pathname !== "/" && !isTyping(event.target)
  );
}

/** Back where one came from, so that the focused tile is found again; else to the cockpit. */
function goBack(): void {
  if (router.history.canGoBack()) router.history.back();
  else void router.navigate({ to: "/" });
}
