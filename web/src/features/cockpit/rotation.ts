import type { Board } from "@/api/board";
import { areasOf, isInArea, narrow } from "./scope";

/** Which page of areas is on show. Pure: the time comes from outside. */
export interface Rotation {
  page: number;
  /** Milliseconds; since when it has been on show. */
  turnedAt: number;
}

export interface Pages {
  /** Areas that have metrics, in the order of the address. Empty without a rotation. */
  areas: string[];
  /** Names that no metric has. */
  unknown: string[];
}

const SHORTEST_SECONDS = 5;
const USUAL_SECONDS = 60;
/** So long the whole wall shows a new red, wherever it came up. */
const INTERRUPTION_MILLISECONDS = 120_000;

export function pagesOf(board: Board, wish: string | undefined): Pages {
  const areas = areasOf(board);
  const names = (wish ?? "").split(",").flatMap((name) => name.trim() || []);
  if (names.some((name) => name.toLowerCase() === "all")) return { areas, unknown: [] };
  const found = names.map((name) => ({ name, area: areas.find((area) => area.toLowerCase() === name.toLowerCase()) }));
  return {
    areas: [...new Set(found.flatMap(({ area }) => area ?? []))],
    unknown: found.flatMap(({ name, area }) => (area ? [] : name)),
  };
}

export function millisecondsOf(every: number | undefined): number {
  return Math.max(SHORTEST_SECONDS, every ?? USUAL_SECONDS) * 1000;
}

/** A page stays for its time; one that was held up, by a pause or a new red, has its whole time again. */
export function tick(rotation: Rotation, { at, every, held }: { at: number; every: number; held: boolean }): Rotation {
  if (held) return { ...rotation, turnedAt: at };
  if (at - rotation.turnedAt < every) return rotation;
  return turn(rotation, 1, at);
}

export function turn(rotation: Rotation, by: number, at: number): Rotation {
  return { page: rotation.page + by, turnedAt: at };
}

export function isInterrupted(newRedAt: number, at: number): boolean {
  return newRedAt > 0 && at - newRedAt < INTERRUPTION_MILLISECONDS;
}

/** The page's own area; null when there is none to show. */
export function areaOf({ areas }: Pages, page: number): string | null {
  return areas[((page % areas.length) + areas.length) % areas.length] ?? null;
}

/** What of the board is on show, and how many reds are not. */
export function partOf(board: Board, area: string | null): { board: Board; redElsewhere: number } {
  if (area === null) return { board, redElsewhere: 0 };
  const part = narrow(board, (metric) => isInArea(metric, area));
  return { board: part, redElsewhere: board.counts.red - part.counts.red };
}
