import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { NumberStyle } from "@/lib/number-text";
import { usePaper } from "@/lib/paper";
import { useTheme } from "@/lib/theme";
import { readChartColors } from "./colors";
import { chartOption, plotFor } from "./option";
import { Overlay } from "./overlay";
import type { Scene } from "./scene";
import { standTexts, summary } from "./summary";
import { useWalk } from "./use-walk";
import type { Span } from "./view";

use([LineChart, ScatterChart, GridComponent, MarkLineComponent, MarkAreaComponent, SVGRenderer]);

interface HistoryChartProps {
  scene: Scene;
  style: NumberStyle;
  zone: string;
  /** Every day that may be zoomed to. */
  all: Span;
  isZoomed: boolean;
  /** Null goes back to the whole range. */
  onZoom: (span: Span | null) => void;
}

/** The curve, and what a pointer or the keys find in it. */
export function HistoryChart({ scene, style, zone, all, isZoomed, onZoom }: HistoryChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [theme] = useTheme();
  const onPaper = usePaper();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the style sheet while drawing
  const drawn = useMemo(() => {
    if (!size) return null;
    const drawing = { scene, style, colors: readChartColors(), zone, ...size };
    const plot = plotFor(drawing);
    return { plot, option: chartOption(drawing, plot) };
  }, [scene, style, zone, size, theme]);
  useLayoutEffect(() => {
    const node = place.current;
    if (!node) return;
    chart.current = init(node, null, { renderer: "svg" });
    const measure = () => setSize({ width: node.clientWidth, height: node.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => {
      observer.disconnect();
      chart.current?.dispose();
    };
  }, []);
  // A print does not wait for an observer of sizes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: paper has another width
  useLayoutEffect(() => {
    const node = place.current;
    if (node) setSize({ width: node.clientWidth, height: node.clientHeight });
  }, [onPaper]);
  useLayoutEffect(() => {
    if (!drawn) return;
    chart.current?.resize();
    chart.current?.setOption(drawn.option, true);
  }, [drawn]);
  const walk = useWalk({ scene, plot: drawn?.plot ?? null, all, isZoomed, onZoom });
  useWheel(frame, walk.onWheel);
  const texts = walk.stand && standTexts(walk.stand, scene.page, zone);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      className="chart"
      ref={frame}
      role="group"
      aria-roledescription="chart"
      aria-label={`${summary(scene)} Arrow keys walk through it, plus and minus zoom.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys walk through it
      tabIndex={0}
      onKeyDown={walk.onKeyDown}
      onBlur={walk.onBlur}
      onPointerDown={walk.onPointerDown}
      onPointerMove={walk.onPointerMove}
      onPointerUp={walk.onPointerUp}
      onPointerCancel={walk.onPointerLeave}
      onPointerLeave={walk.onPointerLeave}
      onDoubleClick={() => isZoomed && onZoom(null)}
    >
      <div className="chart-drawing" ref={place} aria-hidden="true" />
      {drawn && (
        <Overlay plot={drawn.plot} stand={walk.stand} texts={texts} marked={walk.marked} byKeys={walk.byKeys} />
      )}
    </div>
  );
}

/** React listens to the wheel passively, and a passive listener cannot keep the page from zooming as well. */
function useWheel(frame: React.RefObject<HTMLDivElement | null>, onWheel: (event: WheelEvent) => void): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const node = frame.current;
    const listen = (event: WheelEvent) => latest.current(event);
    node?.addEventListener("wheel", listen, { passive: false });
    return () => node?.removeEventListener("wheel", listen);
  }, [frame]);
}
