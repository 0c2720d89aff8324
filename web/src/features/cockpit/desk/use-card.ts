import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { BoardMetric } from "@/api/board";
import { metricPageQuery } from "@/api/metric-page";
import type { Pointed } from "./use-pointed-tile";

/** Its words are asked for before it opens, and only of a tile that one stays on. */
const ASK_MILLISECONDS = 250;
const OPEN_MILLISECONDS = 600;
/** Nobody takes the focus off a tile of a television that stands alone; the card may not cover its numbers for good. */
const ALONE_MILLISECONDS = 45_000;

/** The metric whose card is open: the one that is pointed at, a moment later. Escape closes it. */
export function useCard(pointed: Pointed | null, metrics: BoardMetric[], tv: boolean): BoardMetric | null {
  const [open, setOpen] = useState<string | null>(null);
  const queries = useQueryClient();
  const metric = metrics.find((each) => each.code === pointed?.code) ?? null;
  const id = metric?.metric_id ?? null;
  useEffect(() => {
    if (id === null) return setOpen(null);
    const asking = setTimeout(() => void queries.prefetchQuery(metricPageQuery(id)), ASK_MILLISECONDS);
    const opening = setTimeout(() => setOpen(id), OPEN_MILLISECONDS);
    const closing = tv ? setTimeout(() => setOpen(null), ALONE_MILLISECONDS) : undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      clearTimeout(opening);
      setOpen(null);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      for (const timer of [asking, opening, closing]) clearTimeout(timer);
      window.removeEventListener("keydown", onKey);
    };
  }, [id, queries, tv]);
  return open === id ? metric : null;
}
