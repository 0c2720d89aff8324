import { nameWidth } from "@/lib/fit-name";
import type { Colors } from "./colors";
import type { ValueAxis } from "./value-axis";

/** The axis of values as ECharts takes it. */
export function valueScale(axis: ValueAxis, colors: Colors): object {
  return {
    type: "value",
    min: axis.low,
    max: axis.high,
    interval: axis.step,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: colors.text3, fontSize: 13, formatter: axis.text, hideOverlap: true },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

/** What the numbers left of the picture need. */
export function scaleWidth(axis: ValueAxis): number {
  const count = Math.min(60, Math.round((axis.high - axis.low) / axis.step));
  const texts = Array.from({ length: count + 1 }, (_, at) => axis.text(axis.low + at * axis.step));
  return Math.ceil(Math.max(...texts.map((text) => nameWidth(text, 13)))) + 14;
}
