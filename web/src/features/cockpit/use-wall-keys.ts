import { useEffect } from "react";
import type { Board } from "@/api/board";
import { ownsKeys } from "@/lib/typing";
import { findTile } from "./find-tile";
import { nextInDirection } from "./neighbours";
import { frameOf } from "./use-frame";

const DIRECTIONS: Record<string, "left" | "right" | "up" | "down"> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** The tile in focus: found again on the way back from its page, and after a board that put it elsewhere. */
let focused: string | undefined;

/** A remote control has arrows and Enter: arrows move among the tiles, Enter opens one because a tile is a link. */
export function useWallKeys(board: Board | null): void {
  useEffect(() => {
    const note = (event: Event) => {
      focused = (event.target as Element | null)?.closest?.<HTMLElement>("[data-tile]")?.dataset.tile;
    };
    window.addEventListener("focusin", note);
    window.addEventListener("pointerdown", note);
    window.addEventListener("keydown", onKey);
    return () => {
      window.removeEventListener("focusin", note);
      window.removeEventListener("pointerdown", note);
      window.removeEventListener("keydown", onKey);
    };
  }, []);
  useEffect(() => {
    // A tile that changed its class was drawn anew in another band, and the old one took the focus with it.
    if (board && focused && (document.activeElement ?? document.body) === document.body) {
      findTile(focused)?.focus({ preventScroll: true });
    }
  }, [board]);
}

function onKey(event: KeyboardEvent): void {
  const direction = DIRECTIONS[event.key];
  if (!direction || event.altKey || event.ctrlKey || event.metaKey || ownsKeys(event.target)) return;
  const tiles = [...document.querySelectorAll<HTMLElement>("[data-tile]")];
  const current = tiles.indexOf(document.activeElement as HTMLElement);
  // A page that scrolls is scrolled by arrows, until one is among its tiles.
  if (current < 0 && frameOf(window.innerWidth, window.innerHeight).kind === "page") return;
  const boxes = tiles.map((tile) => tile.getBoundingClientRect());
  const next = current < 0 ? 0 : nextInDirection(boxes, current, direction);
  if (next === null) return;
  event.preventDefault();
  tiles[next]?.focus();
}
