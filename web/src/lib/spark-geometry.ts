import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { daysBetween } from "./calendar";

export interface SparkInput {
  points: readonly (readonly [string, number | null])[];
  /** The day at the right end; a metric that stopped ends before it. */
  lastDay: string;
  days: number;
  direction: "up" | "down";
  /** The line whose crossing is marked: red's alert line, amber's norm line. */
  limit: number | null;
  /** The other line, drawn fainter. */
  second: number | null;
  typical: { mean: number; stddev: number } | null;
  /** The limit was crossed: it shows however far away it lies. */
  crossed?: boolean;
}

export interface Spark {
  line: string;
  /** Area between curve and limit; drawn only inside `breach`. */
  area: string | null;
  breach: { y: number; height: number } | null;
  band: { y: number; height: number } | null;
  limitY: number | null;
  secondY: number | null;
  end: { x: number; y: number } | null;
  /** Too few days for a curve: where it will grow. */
  track: boolean;
}

/** The drawing is stretched to its box, so these are shares, not pixels. */
export const SPARK_WIDTH = 300;
export const SPARK_HEIGHT = 100;
/** Room at the right for the end dot and the lines' ends. */
const CURVE_WIDTH = 282;
const MARGIN = 8;
/** A line further from the curve than this many times its range would flatten it to nothing. */
const REACH = 1.5;

export function drawSpark(input: SparkInput): Spark {
  const points = visiblePoints(input);
  const drawn = withGaps(points);
  const [low, high] = domainOf(points, input);
  const x = scaleLinear([0, Math.max(1, input.days - 1)], [2, CURVE_WIDTH]);
  const y = scaleLinear([low, high], [SPARK_HEIGHT - MARGIN, MARGIN]);
  const inside = (value: number | null) => (value !== null && value >= low && value <= high ? y(value) : null);
  const limitY = inside(input.limit);
  const curve = line<[number, number]>(
    (p) => round(x(p[0])),
    (p) => round(y(p[1])),
  ).defined(isDay);
  const last = points.at(-1);
  return {
    line: curve(drawn) ?? "",
    area:
      limitY === null
        ? null
        : area<[number, number]>(
            (p) => round(x(p[0])),
            limitY,
            (p) => round(y(p[1])),
          ).defined(isDay)(drawn),
    breach: breachOf(limitY, input.direction),
    band: bandOf(input.typical, low, high, y),
    limitY,
    secondY: inside(input.second),
    track: points.length === 1,
    end: last ? { x: round(x(last[0])), y: round(y(last[1])) } : null,
  };
}

/** Where a tick for a line sits on the right edge; a line outside the picture sticks to its border. */
export function tickY(value: number, points: SparkInput["points"], typical: SparkInput["typical"]): number {
  const values = points.map((each) => each[1]).filter((each): each is number => each !== null);
  const [low, high] = domainOf(
    values.map((v, i) => [i, v] as [number, number]),
    { typical, limit: null, second: null },
  );
  const y = scaleLinear([low, high], [SPARK_HEIGHT - MARGIN, MARGIN]).clamp(true);
  return round(y(value));
}

function visiblePoints({ points, lastDay, days }: SparkInput): [number, number][] {
  return points
    .filter((each): each is readonly [string, number] => each[1] !== null)
    .map(([day, value]): [number, number] => [days - 1 - daysBetween(day, lastDay), value])
    .filter(([index]) => index >= 0);
}

/** A day without a value where some are missing: the curve breaks there, and a lone day is a dot. */
function withGaps(points: [number, number][]): [number, number][] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    return before && point[0] - before[0] > 1 ? [[before[0] + 1, Number.NaN] as [number, number], point] : [point];
  });
}

function isDay([, value]: [number, number]): boolean {
  return !Number.isNaN(value);
}

function domainOf(
  points: readonly [number, number][],
  { limit, second, typical, crossed }: Pick<SparkInput, "limit" | "second" | "typical" | "crossed">,
): [number, number] {
  const values = points.map((each) => each[1]);
  if (values.length === 0) return [0, 1];
  const always = crossed && limit !== null ? [...values, limit] : values;
  let low = Math.min(...always);
  let high = Math.max(...always);
  // How near the other lines must lie is measured by the curve alone: the crossed line has taken its room already.
  const range = Math.max(...values) - Math.min(...values) || Math.abs(high) * 0.1 || 1;
  const near = [limit, second, typical && typical.mean - typical.stddev, typical && typical.mean + typical.stddev];
  const [floor, ceiling] = [low - range * REACH, high + range * REACH];
  for (const value of near) {
    if (value === null || value < floor || value > ceiling) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? [low, high] : [low - range / 2, high + range / 2];
}

function breachOf(limitY: number | null, direction: "up" | "down"): Spark["breach"] {
  if (limitY === null) return null;
  // Higher is better: the bad side lies below the line.
  return direction === "up" ? { y: limitY, height: SPARK_HEIGHT - limitY } : { y: 0, height: limitY };
}

function bandOf(
  typical: SparkInput["typical"],
  low: number,
  high: number,
  y: (value: number) => number,
): Spark["band"] {
  if (!typical || typical.stddev <= 0) return null;
  const top = y(Math.min(high, typical.mean + typical.stddev));
  const bottom = y(Math.max(low, typical.mean - typical.stddev));
  return bottom > top ? { y: round(top), height: round(bottom - top) } : null;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
