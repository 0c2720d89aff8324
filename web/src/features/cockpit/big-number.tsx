import { useState } from "react";
import type { BoardMetric } from "@/api/board";
import { fitFigure } from "@/lib/fit-number";

interface BigNumberProps {
  metric: BoardMetric;
  /** Size and room in wall units. */
  size: number;
  room: number;
}

/** A cut number is a wrong one: better a small one. */
const SMALLEST = 0.36;

const NONE = "no data yet";
/** Of these words, as a multiple of their size. */
const NONE_WIDTH = 4.95;

/** The value as people read it. A changed value fades in where the old one fades out; it never counts up. */
export function BigNumber({ metric, size, room }: BigNumberProps) {
  const { display } = metric;
  const before = useBefore(metric.value === null ? null : display.value);
  if (metric.value === null) {
    const fit = Math.floor((room / NONE_WIDTH) * 10) / 10;
    return (
      <div className="number number-none" style={{ "--fit": fit } as React.CSSProperties}>
        {NONE}
      </div>
    );
  }
  const figure = fitFigure(display, size, room, SMALLEST);
  const style = { "--size": Math.round(figure.size * 10) / 10 } as React.CSSProperties;
  return (
    <div className={figure.stacked ? "number number-stacked" : "number"} style={style}>
      <span className="number-line">
        {display.prefix && <i className="number-prefix">{display.prefix}</i>}
        <span className="number-value" key={display.value} data-before={before ?? undefined}>
          <span>{display.value}</span>
        </span>
      </span>
      {display.unit && <i className="number-unit">{display.unit}</i>}
    </div>
  );
}

/** The text that stood here before this one; null until it changes while it is on show. */
function useBefore(text: string | null): string | null {
  const [shown, setShown] = useState<{ now: string | null; before: string | null }>({ now: text, before: null });
  if (shown.now === text) return shown.before;
  setShown({ now: text, before: shown.now });
  return shown.now;
}
