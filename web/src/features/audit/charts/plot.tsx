import { type EChartsType, init } from "echarts/core";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { usePaper } from "@/lib/paper";
import { useTheme } from "@/lib/theme";
import { readColors } from "./colors";
import { Legend } from "./legend";
import { dressedOption } from "./plot-option";
import type { Canvas, Drawing, LegendEntry } from "./renderer";
import type { Slots } from "./series-slots";
import { tipSentence } from "./tip";
import { useStops } from "./use-stops";

interface PlotProps {
  draw: (canvas: Canvas) => Drawing;
  /** What the colours mean; none where there is one only. */
  legend?: (canvas: Canvas) => LegendEntry[];
  height: (width: number) => number;
  /** Narrower it scrolls sideways: some pictures cannot be squeezed. */
  least?: number;
  title: string;
  locale: string;
  slots: Slots;
}

const NO_LEGEND = () => [];

/** A picture by ECharts, as wide as its place, in the colours of the theme, with what a pointer or the arrow keys find in it. */
export function Plot({ draw, legend = NO_LEGEND, height, least = 0, title, locale, slots }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [width, setWidth] = useState(0);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [theme] = useTheme();
  const onPaper = usePaper();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the style sheet while drawing
  const canvas: Canvas = useMemo(
    () => ({ width, height: height(width), colors: readColors(), slots, locale, hidden }),
    [width, height, theme, slots, locale, hidden],
  );
  const drawing = useMemo(() => (canvas.width > 0 ? draw(canvas) : null), [draw, canvas]);
  useLayoutEffect(() => {
    const node = place.current;
    if (!node) return;
    chart.current = init(node, null, { renderer: "svg" });
    const measure = () => setWidth(node.clientWidth);
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
  useLayoutEffect(() => setWidth(place.current?.clientWidth ?? 0), [onPaper]);
  useLayoutEffect(() => {
    if (!drawing) return;
    chart.current?.resize({ width: canvas.width, height: canvas.height });
    chart.current?.setOption(dressedOption(drawing, canvas), true);
  }, [drawing, canvas]);
  const { stop, onKeyDown, onBlur } = useStops(chart, drawing);
  const entries = legend(canvas);
  const toggle = (name: string) =>
    setHidden((before) => new Set(before.has(name) ? [...before].filter((each) => each !== name) : [...before, name]));
  return (
    <>
      {entries.length > 0 && <Legend entries={entries} hidden={hidden} toggle={toggle} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields */}
      <div
        className="cut-plot"
        role="group"
        aria-roledescription="chart"
        aria-label={`${title}. Arrow keys walk through it.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys walk through it
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      >
        <div
          ref={place}
          className="cut-drawing"
          style={{ height: canvas.height, minWidth: least }}
          aria-hidden="true"
        />
        <p className="visually-hidden" aria-live="polite">
          {stop && tipSentence(stop.tip)}
        </p>
      </div>
    </>
  );
}
