import { useEffect, useState } from "react";

/** The tile that somebody points at, by its code. */
export interface Pointed {
  code: string;
}

/** What belongs to the pointed tile: a pointer that moves there has not left it. */
export const BELONGS = "[data-of-tile]";
/** From a tile to its card there is a gap to cross. */
const LEAVE_MILLISECONDS = 250;
/** A focus that no key has just moved was put there by the page itself, as on the way back from a metric. */
const KEY_MILLISECONDS = 1000;
const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Tab"]);

/** One listener for all tiles: two hundred of them need none of their own. */
export function usePointedTile(withPointer: boolean): [Pointed | null, () => void] {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    const aborting = new AbortController();
    const listen = <Kind extends keyof WindowEventMap>(kind: Kind, act: (event: WindowEventMap[Kind]) => void) =>
      window.addEventListener(kind, act, { signal: aborting.signal, passive: true });
    let leaving: ReturnType<typeof setTimeout> | undefined;
    let movedAt = Number.NEGATIVE_INFINITY;
    const show = (next: Pointed | null) => {
      clearTimeout(leaving);
      setPointed((now) => (now?.code === next?.code ? now : next));
    };
    const leave = () => {
      clearTimeout(leaving);
      leaving = setTimeout(() => setPointed(null), LEAVE_MILLISECONDS);
    };
    if (withPointer) {
      listen("pointerover", (event) => {
        if (event.pointerType === "touch") return;
        const code = tileOf(event.target)?.dataset.tile;
        if (code) show({ code });
        else if (isOfTile(event.target)) clearTimeout(leaving);
        else leave();
      });
      document.documentElement.addEventListener("pointerleave", leave, { signal: aborting.signal });
      // Who presses has decided; a page that scrolls moves the tile away.
      listen("pointerdown", (event) => !isOfTile(event.target) && show(null));
      listen("wheel", (event) => !isOfTile(event.target) && show(null));
    }
    listen("keydown", (event) => {
      if (MOVES.has(event.key)) movedAt = event.timeStamp;
    });
    listen("focusin", (event) => {
      const code = tileOf(event.target)?.dataset.tile;
      if (code && event.timeStamp - movedAt < KEY_MILLISECONDS) show({ code });
      else if (!code && !isOfTile(event.target)) show(null);
    });
    listen("focusout", (event) => {
      if (tileOf(event.target) && !tileOf(event.relatedTarget) && !isOfTile(event.relatedTarget)) leave();
    });
    return () => {
      clearTimeout(leaving);
      aborting.abort();
    };
  }, [withPointer]);
  return [pointed, () => setPointed(null)];
}

function tileOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tile]") : null;
}

function isOfTile(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(BELONGS) !== null;
}
