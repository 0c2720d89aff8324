import type { BoardMetric } from "@/api/board";
import { bareLimit } from "@/components/words";
import { textWidth } from "@/lib/fit-number";
import type { ChartColors } from "./chart-colors";
import type { Plot } from "./chart-plot";

/** Height of a line of words, with a little air. */
const LINE = 17;

interface Line {
  text: string;
  value: number;
  color: string;
  textColor: string;
  dashed: boolean;
}

/** The lines that judge the value, named at the right edge. */
export function limitLines(metric: BoardMetric, colors: ChartColors, plot: Plot): object[] {
  const drawn = linesOf(metric, colors).filter(({ value }) => value >= plot.low && value <= plot.high);
  const heights = drawn.map(({ value }) => plot.y(value));
  const shifts = apart(heights).map((height, index) => height - (heights[index] ?? height));
  const told = plot.narrow ? firstsOf(heights) : heights.map(() => true);
  return drawn.map((line, index) => ({
    yAxis: line.value,
    lineStyle: { color: line.color, width: 1.5, type: line.dashed ? "dashed" : "solid" },
    label: {
      show: told[index],
      position: plot.narrow ? "insideEndTop" : "end",
      formatter: line.text,
      color: line.textColor,
      fontSize: FONT_SIZE,
      fontWeight: 600,
      // The library has no offset here; words stand in the middle of their padding.
      padding: plot.narrow ? 0 : padding(shifts[index] ?? 0),
    },
  }));
}

const FONT_SIZE = 13;

/** Pixels right of the chart that the longest name needs, with the space before it and a little air. */
export function labelsWidth(metric: BoardMetric, colors: ChartColors, [low, high]: [number, number]): number {
  const drawn = linesOf(metric, colors).filter(({ value }) => value >= low && value <= high);
  return Math.max(0, ...drawn.map(({ text }) => textWidth(text) * FONT_SIZE)) + 14;
}

function linesOf({ display, alert_value, norm_value, target_value }: BoardMetric, colors: ChartColors): Line[] {
  const line = (name: string, value: number | null, limit: string | null, color: string, textColor: string): Line[] =>
    value === null
      ? []
      : [{ text: `${name} ${bareLimit(limit) ?? ""}`, value, color, textColor, dashed: name === "target" }];
  return [
    ...line("red", alert_value, display.alert, colors.red, colors.redText),
    ...line("amber", norm_value, display.norm, colors.amber, colors.amberText),
    ...line("target", target_value, display.target, colors.accent, colors.accent),
  ];
}

function padding(shift: number): [number, number, number, number] {
  return shift > 0 ? [2 * shift, 0, 0, 0] : [0, 0, -2 * shift, 0];
}

/** Heights moved as little as needed so that no two lines of words touch, in the order they came. */
export function apart(heights: number[]): number[] {
  const order = heights.map((_, index) => index).sort((one, other) => (heights[one] ?? 0) - (heights[other] ?? 0));
  const moved = [...heights];
  for (let round = 0; round < 20; round += 1) {
    for (let place = 1; place < order.length; place += 1) {
      const [upper, lower] = [order[place - 1] ?? 0, order[place] ?? 0];
      const missing = LINE - ((moved[lower] ?? 0) - (moved[upper] ?? 0));
      if (missing <= 0) continue;
      moved[upper] = (moved[upper] ?? 0) - missing / 2;
      moved[lower] = (moved[lower] ?? 0) + missing / 2;
    }
  }
  return moved;
}

/** Inside a narrow chart words cannot move off their line: the first of two that would touch is told, and red comes first. */
function firstsOf(heights: number[]): boolean[] {
  const told: number[] = [];
  return heights.map((height) => {
    const free = told.every((each) => Math.abs(each - height) >= LINE);
    if (free) told.push(height);
    return free;
  });
}
