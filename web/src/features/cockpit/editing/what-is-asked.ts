import { ownsKeys } from "@/lib/typing";

/** Which tile is edited, what of it, and where it was when that was asked. */
export interface Asked {
  code: string;
  what: "lines" | "owner";
  box: { left: number; top: number; right: number; bottom: number };
}

/** Null for a click or a key that means something else. */
export function whatIsAsked(event: MouseEvent | KeyboardEvent): Asked | null {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  return event instanceof KeyboardEvent ? byKey(event) : byClick(event);
}

function byKey(event: KeyboardEvent): Asked | null {
  const menu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
  if ((!menu && event.key?.toLowerCase() !== "e") || ownsKeys(event.target)) return null;
  const focused = document.activeElement?.closest("[data-tile]") ?? null;
  const pointed = menu ? null : document.querySelector("[data-tile]:hover");
  return asked(focused ?? pointed, "lines");
}

/** A finger opens the metric wherever it touches its tile: its page has room for a thumb. */
function byClick(event: MouseEvent): Asked | null {
  if (event.button !== 0 || event.shiftKey || !window.matchMedia("(hover: hover)").matches) return null;
  const spot = event.target instanceof Element ? event.target.closest(".limit, .owner-line") : null;
  return asked(spot?.closest("[data-tile]") ?? null, spot?.matches(".limit") ? "lines" : "owner");
}

function asked(tile: Element | null, what: Asked["what"]): Asked | null {
  const code = tile instanceof HTMLElement ? tile.dataset.tile : undefined;
  if (!tile || !code) return null;
  const { left, top, right, bottom } = tile.getBoundingClientRect();
  return { code, what, box: { left, top, right, bottom } };
}
