import type { EChartsType } from "echarts/core";
import { type KeyboardEvent, type RefObject, useState } from "react";
import type { Drawing, Stop } from "./renderer";

const PAGE = 10;

/** Arrow keys find the same places as a pointer. */
export function useStops(chart: RefObject<EChartsType | null>, drawing: Drawing | null) {
  const [place, setPlace] = useState<number | null>(null);
  const stops = drawing?.stops ?? [];
  const leave = () => {
    setPlace(null);
    chart.current?.dispatchAction({ type: "hideTip" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && place !== null) {
      event.stopPropagation();
      return leave();
    }
    const next = placeAfter(event.key, place, stops.length);
    const stop = next === null ? undefined : stops[next];
    if (!stop || !drawing || !chart.current) return;
    event.preventDefault();
    setPlace(next);
    showStop(chart.current, drawing, stop);
  };
  return { stop: place === null ? null : (stops[place] ?? null), onKeyDown, onBlur: leave };
}

/** The place that a key leads to; null for a key that leads nowhere. The first key begins at its end. */
export function placeAfter(key: string, place: number | null, count: number): number | null {
  const from = place ?? (key === "ArrowLeft" || key === "ArrowUp" || key === "PageUp" ? count : -1);
  const places: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowUp: from - 1,
    ArrowRight: from + 1,
    ArrowDown: from + 1,
    PageUp: from - PAGE,
    PageDown: from + PAGE,
    Home: 0,
    End: count - 1,
  };
  const next = places[key];
  return next === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, next));
}

function showStop(chart: EChartsType, { finds }: Drawing, { series, at, data }: Stop): void {
  if (finds === "item") {
    chart.dispatchAction({ type: "showTip", seriesIndex: series, dataIndex: at, ...(data && { dataType: data }) });
    return;
  }
  const along = chart.convertToPixel(finds === "x" ? { xAxisIndex: 0 } : { yAxisIndex: 0 }, at);
  const [width, height] = [chart.getWidth(), chart.getHeight()];
  const [x, y] = finds === "x" ? [along, height / 2] : [width / 2, along];
  chart.dispatchAction({ type: "showTip", x, y });
}
