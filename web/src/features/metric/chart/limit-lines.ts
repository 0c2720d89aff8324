import { textWidth } from "@/lib/fit-number";
import type { ChartColors } from "./colors";
import { type Lines, timeOf } from "./curve";
import type { Plot } from "./plot";
import type { Scene } from "./scene";

/** Height of a line of words, with a little air. */
const LINE = 17;
const FONT_SIZE = 13;
const NAMES = { alert: "red", norm: "amber", target: "target" } as const;

type Name = keyof typeof NAMES;

interface Named {
  name: Name;
  text: string;
  value: number;
  textColor: string;
}

/** The lines of today, as they are named at the right edge. */
function named({ lines, low, high }: Scene, colors: ChartColors): Named[] {
  const today = lines.at(-1);
  const textColors = { alert: colors.redText, norm: colors.amberText, target: colors.accent };
  return (Object.keys(NAMES) as Name[]).flatMap((name) => {
    const value = today?.[`${name}_value`];
    if (typeof value !== "number" || value < low || value > high) return [];
    return [{ name, text: `${NAMES[name]} ${today?.[name] ?? ""}`, value, textColor: textColors[name] }];
  });
}

/** Names of the lines at the right edge, moved apart where they would touch; the lines themselves are steps over time. */
export function lineLabels(scene: Scene, colors: ChartColors, plot: Plot): object[] {
  const drawn = named(scene, colors);
  const heights = drawn.map(({ value }) => plot.y(value));
  const shifts = apart(heights).map((height, index) => height - (heights[index] ?? height));
  const told = plot.narrow ? firstsOf(heights) : heights.map(() => true);
  return drawn.map((line, index) => ({
    yAxis: line.value,
    lineStyle: { color: "transparent", width: 0 },
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

/** Each line as it was, a step where somebody moved it. */
export function lineSteps(scene: Scene, colors: ChartColors, plot: Plot): object[] {
  const look = {
    alert: { color: colors.red, width: 1.5 },
    norm: { color: colors.amber, width: 1.5 },
    target: { color: colors.accent, width: 1.5, type: "dashed" as const },
  };
  return (Object.keys(NAMES) as Name[])
    .filter((name) => scene.lines.some((stretch) => stretch[`${name}_value`] !== null))
    .map((name) => ({
      type: "line",
      name: `${NAMES[name]} line`,
      step: "end",
      data: stepsOf(scene.lines, name, plot),
      symbol: "none",
      silent: true,
      lineStyle: look[name],
      z: 1,
    }));
}

/** `[milliseconds, value]` where a line begins, moves and ends; null where there was none. */
export function stepsOf(
  lines: readonly Lines[],
  name: Name,
  plot: Pick<Plot, "first" | "last">,
): [number, number | null][] {
  return lines.flatMap((stretch, index) => {
    const next = lines[index + 1]?.since;
    const value = stretch[`${name}_value`];
    const begins = Math.max(plot.first, stretch.since ? timeOf(stretch.since) : plot.first);
    const ends = next ? timeOf(next) : plot.last;
    return [
      [begins, value],
      [ends, value],
    ] as [number, number | null][];
  });
}

/** Pixels right of the chart that the longest name needs, with the space before it and a little air. */
export function labelsWidth(scene: Scene, colors: ChartColors): number {
  return Math.max(0, ...named(scene, colors).map(({ text }) => textWidth(text) * FONT_SIZE)) + 14;
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
