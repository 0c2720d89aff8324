import { useEffect, useState } from "react";
import type { Board } from "@/api/board";
import { live } from "@/api/live";
import { useLive } from "@/api/use-live";
import type { TelevisionSearch } from "@/lib/television";
import { useClock } from "@/lib/use-clock";
import { now, onSecond } from "@/lib/wall-clock";
import { isForWall, isPaused } from "./pausing";
import { areaOf, isInterrupted, millisecondsOf, pagesOf, partOf, type Rotation, tick, turn } from "./rotation";

/** What the header says of the page on show; null without a rotation. */
export interface PageSign {
  /** The area on show; null while a new red shows the whole wall, and when no area of the address has metrics. */
  area: string | null;
  place: number;
  pages: number;
  unknown: string[];
  interrupted: boolean;
}

interface Shown {
  board: Board;
  redElsewhere: number;
  sign: PageSign | null;
}

/** Kept while a metric's page is open: the way back leads to the page that one came from. */
let rotation: Rotation = { page: 0, turnedAt: 0 };

/** The part of the board whose turn it is. */
export function useRotation(board: Board | null, { pages: wish, every }: TelevisionSearch): Shown | null {
  const [page, setPage] = useState(rotation.page);
  const newRedAt = useLive((state) => state.newRedAt);
  const interrupted = useClock((at) => isInterrupted(newRedAt, at));
  const pages = board && wish ? pagesOf(board, wish) : null;
  const turns = pages !== null && pages.areas.length > 1;
  useEffect(() => {
    if (!turns) return;
    const take = (next: Rotation) => {
      rotation = next;
      setPage(next.page);
    };
    take({ ...rotation, turnedAt: now() });
    const forget = listenForTurns((by) => take(turn(rotation, by, now())));
    const stop = onSecond(() => {
      const held = isPaused() || isInterrupted(live.read().newRedAt, now());
      take(tick(rotation, { at: now(), every: millisecondsOf(every), held }));
    });
    return () => {
      forget();
      stop();
    };
  }, [turns, every]);
  if (!board) return null;
  if (!pages) return { board, redElsewhere: 0, sign: null };
  const area = interrupted ? null : areaOf(pages, page);
  const place = pages.areas.indexOf(area ?? "");
  const sign = { area, place, pages: pages.areas.length, unknown: pages.unknown, interrupted };
  return { ...partOf(board, area), sign };
}

const TURNS: Record<string, number> = {
  PageDown: 1,
  PageUp: -1,
  ChannelUp: 1,
  ChannelDown: -1,
  MediaTrackNext: 1,
  MediaTrackPrevious: -1,
};

/** Page and channel keys of a keyboard and of a remote control turn the pages. */
function listenForTurns(onTurn: (by: number) => void): () => void {
  const listen = (event: KeyboardEvent) => {
    const by = isForWall(event) ? TURNS[event.key] : undefined;
    if (by) onTurn(by);
  };
  window.addEventListener("keydown", listen);
  return () => window.removeEventListener("keydown", listen);
}
