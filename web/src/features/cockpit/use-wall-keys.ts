import { useEffect } from "react";
import { nextInDirection } from "./neighbours";

const DIRECTIONS: Record<string, "left" | "right" | "up" | "down"> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** The tile that was left for its page: found again on the way back. */
let left: string | undefined;

/** A remote control has arrows and Enter: arrows move among the tiles, Enter opens one because a tile is a link. */
export function useWallKeys(): void {
  useEffect(() => {
    if (left) document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(left)}"]`)?.focus({ preventScroll: true });
    const onFocus = () => {
      left = document.activeElement?.closest<HTMLElement>("[data-tile]")?.dataset.tile;
    };
    window.addEventListener("focusin", onFocus);
    return () => window.removeEventListener("focusin", onFocus);
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const direction = DIRECTIONS[event.key];
      if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
      const tiles = [...document.querySelectorAll<HTMLElement>("[data-tile]")];
      const current = tiles.indexOf(document.activeElement as HTMLElement);
      const boxes = tiles.map((tile) => tile.getBoundingClientRect());
      const next = current < 0 ? 0 : nextInDirection(boxes, current, direction);
      if (next === null) return;
      event.preventDefault();
      tiles[next]?.focus();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
