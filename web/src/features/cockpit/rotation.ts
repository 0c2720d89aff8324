import type { Board } from "@/api/board";
import { liesIn } from "@/lib/areas";
import { areasOf, narrow } from "./scope";

/** Which page of areas is on show. Pure: the time comes from outside. */
export interface Rotation {
  page: number;
  /** Milliseconds; since when it has been on show. */
  turnedAt: number;
}

export interface Pages {
  /** Areas that have metrics, or hold such areas, in the order of the address. Empty without a rotation. */
  areas: string[];
  /** Names that no metric has. */
  unknown: string[];
}

const SHORTEST_SECONDS = 5;
const USUAL_SECONDS = 60;
/** So long the whole wall shows a new red, wherever it came up. */
const INTERRUPTION_MILLISECONDS = 120_000;

/** A page shows its area and those below it; of all areas none is shown twice. */
export function pagesOf(board: Board, wish: string | undefined): Pages {
  const areas = areasOf(board);
  const names = (wish ?? "").split(",").flatMap((name) => name.trim() || []);
  if (names.some((name) => name.toLowerCase() === "all")) {
    return { areas: areas.filter((area) => !areas.some((other) => isBelow(area, other))), unknown: [] };
  }
  const found = names.map((name) => ({ name, area: areaNamed(name, areas) }));
  return {
    areas: [...new Set(found.flatMap(({ area }) => area ?? []))],
    unknown: found.flatMap(({ name, area }) => (area ? [] : name)),
  };
}

function isBelow(area: string, other: string): boolean {
  return liesIn(area, other) && !liesIn(other, area);
}

/** As the board writes it: the area of this name, else the folder of this name that areas lie below. */
function areaNamed(name: string, areas: string[]): string | undefined {
  const held = areas.filter((area) => liesIn(area, name));
  const folder = held[0]?.split("/").slice(0, name.split("/").length).join("/");
  return held.find((area) => liesIn(name, area)) ?? folder;
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
  const part = narrow(board, (metric) => liesIn(metric.area, area));
  return { board: part, redElsewhere: board.counts.red - part.counts.red };
}
