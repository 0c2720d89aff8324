import type { BoardMetric } from "@/api/board";
import { fitNumber } from "@/lib/fit-number";

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

/** The value as people read it. A changed value fades in; it never counts up. */
export function BigNumber({ metric, size, room }: BigNumberProps) {
  const { display } = metric;
  if (metric.value === null) {
    const fit = Math.floor((room / NONE_WIDTH) * 10) / 10;
    return (
      <div className="number number-none" style={{ "--fit": fit } as React.CSSProperties}>
        {NONE}
      </div>
    );
  }
  const style = {
    "--size": Math.round(size * fitNumber(display, size, room, SMALLEST) * 10) / 10,
  } as React.CSSProperties;
  return (
    <div className="number" style={style} key={display.text}>
      {display.prefix && <i className="number-prefix">{display.prefix}</i>}
      {display.value}
      {display.unit && <i className="number-unit">{display.unit}</i>}
    </div>
  );
}
