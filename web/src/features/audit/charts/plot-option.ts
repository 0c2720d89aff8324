import type { EChartsCoreOption } from "echarts/core";
import type { Canvas, Drawing, Stop } from "./renderer";
import { tipElement } from "./tip";

interface Found {
  seriesIndex: number;
  dataIndex: number;
  dataType?: string;
}

/** A drawing with what all have in common: no motion, the font of the page, and boxes that tell what the pointer is at. */
export function dressedOption({ option, stops, finds }: Drawing, { colors }: Canvas): EChartsCoreOption {
  const byLabel = new Map(stops.map((stop) => [stop.at, stop]));
  const byMark = new Map(stops.map((stop) => [markKey(stop.series, stop.at, stop.data), stop]));
  const find = (found: Found | Found[]): Stop | undefined => {
    const first = Array.isArray(found) ? found[0] : found;
    if (!first) return undefined;
    if (finds === "item") return byMark.get(markKey(first.seriesIndex, first.dataIndex, first.dataType));
    return byLabel.get(first.dataIndex);
  };
  return {
    animation: false,
    textStyle: { fontFamily: colors.font },
    ...option,
    tooltip: {
      trigger: finds === "item" ? "item" : "axis",
      confine: true,
      transitionDuration: 0,
      hideDelay: 60,
      padding: 0,
      borderWidth: 0,
      backgroundColor: "transparent",
      extraCssText: "box-shadow: none;",
      axisPointer: pointerOf(option, colors),
      formatter: (found: Found | Found[]) => {
        const stop = find(found);
        return stop ? tipElement(stop.tip) : "";
      },
    },
  };
}

/** A line where lines are, a shade where bars stand. */
function pointerOf({ series }: EChartsCoreOption, colors: Canvas["colors"]): object {
  const hasBars = Array.isArray(series) && series.some(({ type }) => type === "bar");
  if (hasBars) return { type: "shadow", shadowStyle: { color: colors.text3, opacity: 0.1 }, label: { show: false } };
  return { type: "line", lineStyle: { color: colors.text3, type: "solid", width: 1 }, label: { show: false } };
}

function markKey(series: number, at: number, data = ""): string {
  return `${series} ${at} ${data}`;
}
