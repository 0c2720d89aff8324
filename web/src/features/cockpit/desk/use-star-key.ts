import { useEffect, useState } from "react";
import type { BoardMetric } from "@/api/board";
import { ownsKeys } from "@/lib/typing";
import { changeWatch, readWatch, toggleStar } from "@/lib/watch-store";
import { findTile } from "../find-tile";
import type { Pointed } from "./use-pointed-tile";

/** `W` stars the tile in focus, else the one under the pointer; what it did is told to ears. */
export function useStarKey(metrics: BoardMetric[], pointed: Pointed | null, enabled: boolean): string {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (!isStarKey(event)) return;
      const inFocus = (document.activeElement as HTMLElement | null)?.dataset?.tile;
      const metric = metrics.find((each) => each.code === (inFocus ?? pointed?.code));
      if (!metric) return;
      const next = inFocus ? neighbourOf(metrics, metric) : undefined;
      changeWatch((watch) => toggleStar(watch, metric.metric_id));
      const starred = readWatch().starred.includes(metric.metric_id);
      setSaid(`${metric.name} is ${starred ? "starred" : "no longer starred"}.`);
      // Where only starred ones are shown the tile has gone with its star.
      if (next) requestAnimationFrame(() => findTile(metric.code) || findTile(next.code)?.focus());
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [metrics, pointed, enabled]);
  return said;
}

function isStarKey(event: KeyboardEvent): boolean {
  const shortcut = event.altKey || event.ctrlKey || event.metaKey || event.repeat;
  // What a password manager fills in comes as a key without a name.
  return event.key?.toLowerCase() === "w" && !shortcut && !ownsKeys(event.target);
}

function neighbourOf(metrics: BoardMetric[], metric: BoardMetric): BoardMetric | undefined {
  const at = metrics.indexOf(metric);
  return metrics[at + 1] ?? metrics[at - 1];
}
