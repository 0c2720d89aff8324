import { useEffect, useState } from "react";
import type { BoardMetric } from "@/api/board";
import { loadPart } from "@/lib/page-part";
import { ownsKeys } from "@/lib/typing";
import { useLater } from "@/lib/use-later";

const loadActs = () => loadPart(() => import("./tile-acts")).then((part) => part.TileActs);

/** A acknowledges the alert of the tile in focus or under the pointer, S snoozes it. What that takes is loaded only then. */
export function TileAlerts({ metrics }: { metrics: BoardMetric[] }) {
  const [asked, setAsked] = useState<{ code: string; key: string } | null>(null);
  const Acts = useLater(loadActs, asked !== null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const key = event.key?.toLowerCase();
      if ((key !== "a" && key !== "s") || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
      if (ownsKeys(event.target)) return;
      const tile = document.activeElement?.closest("[data-tile]") ?? document.querySelector("[data-tile]:hover");
      if (tile instanceof HTMLElement && tile.dataset.tile) setAsked({ code: tile.dataset.tile, key });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  const metric = metrics.find((each) => each.code === asked?.code);
  if (!asked || !metric || !Acts) return null;
  return <Acts key={asked.code + asked.key} metric={metric} wish={asked.key} onClose={() => setAsked(null)} />;
}
