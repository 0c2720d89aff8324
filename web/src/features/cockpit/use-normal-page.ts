import { useEffect, useState } from "react";

const TURN_MILLISECONDS = 20_000;

/** Which page of normal tiles shows. Pages turn by themselves, but not under somebody's finger. */
export function useNormalPage(pages: number): number {
  const [page, setPage] = useState(0);
  useEffect(() => {
    if (pages <= 1) return;
    const timer = setInterval(() => {
      if (!document.activeElement?.closest(".band-normal")) setPage((before) => before + 1);
    }, TURN_MILLISECONDS);
    return () => clearInterval(timer);
  }, [pages]);
  return page % Math.max(1, pages);
}
