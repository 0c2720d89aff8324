import { LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import type { BoardMetric, HistoryPoint } from "@/api/board";
import { fullDay } from "@/lib/calendar";
import type { NumberStyle } from "@/lib/number-text";
import { useTheme } from "@/lib/theme";
import { readChartColors } from "./chart-colors";
import { chartOption } from "./chart-option";

use([
  LineChart,
  ScatterChart,
  GridComponent,
  TooltipComponent,
  MarkLineComponent,
  MarkAreaComponent,
  VisualMapComponent,
  SVGRenderer,
]);

interface HistoryChartProps {
  metric: BoardMetric;
  points: HistoryPoint[];
  style: NumberStyle;
  summary: string;
}

export function HistoryChart({ metric, points, style, summary }: HistoryChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [theme] = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the style sheet while drawing
  useEffect(() => {
    const node = place.current;
    if (!node) return;
    const chart = init(node, null, { renderer: "svg" });
    const draw = () =>
      chart.setOption(
        chartOption({
          metric,
          points,
          style,
          colors: readChartColors(),
          width: node.clientWidth,
          height: node.clientHeight,
          tooltip: tip,
        }),
        true,
      );
    draw();
    const observer = new ResizeObserver(() => {
      chart.resize();
      draw();
    });
    observer.observe(node);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [metric, points, style, theme]);
  return <div className="chart" ref={place} role="img" aria-label={summary} />;
}

/** An element, not a string: text from the workspace never becomes markup. */
function tip(point: HistoryPoint): HTMLElement {
  const box = document.createElement("div");
  const head = document.createElement("b");
  head.textContent = `${fullDay(point.d, "UTC")}: ${point.text}`;
  box.append(head);
  const facts = [
    point.n === null ? null : `${point.n} rows`,
    point.origin === "backfill"
      ? "computed later"
      : point.status && `shown ${point.status === "green" ? "normal" : point.status}`,
  ];
  const rest = document.createElement("span");
  rest.textContent = facts.filter(Boolean).join(", ");
  box.append(rest);
  return box;
}
