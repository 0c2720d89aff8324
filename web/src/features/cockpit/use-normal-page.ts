import { useEffect, useState } from "react";
import { isPaused } from "./pausing";

const TURN_MILLISECONDS = 20_000;
/** Under somebody's finger nothing turns; who has gone away leaves a tile in focus, and may not stop the wall for good. */
const REST_MILLISECONDS = 60_000;
const TOUCHES = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Kept while a metric's page is open: the way back leads to the tiles that one came from. */
let turned = 0;

/** Which page of normal tiles shows. Pages turn by themselves. */
export function useNormalPage(pages: number): number {
  const [page, setPage] = useState(turned);
  useEffect(() => {
    if (pages <= 1) return;
    // Whoever comes back from a metric's page has just touched something.
    let touchedAt = turned === 0 ? Number.NEGATIVE_INFINITY : performance.now();
    const touch = () => {
      touchedAt = performance.now();
    };
    for (const each of TOUCHES) window.addEventListener(each, touch, { passive: true });
    const timer = setInterval(() => {
      if (isPaused() || performance.now() - touchedAt < REST_MILLISECONDS) return;
      turned += 1;
      setPage(turned);
    }, TURN_MILLISECONDS);
    return () => {
      clearInterval(timer);
      for (const each of TOUCHES) window.removeEventListener(each, touch);
    };
  }, [pages]);
  return page % Math.max(1, pages);
}
