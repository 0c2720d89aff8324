import { area, line } from "d3-shape";

interface SparkProps {
  values: readonly (number | null)[];
  tone?: "red" | "amber" | "green" | null | undefined;
  /** So that sparklines of one column compare; without it its own lowest and highest. */
  range?: readonly [number, number] | undefined;
  isWide?: boolean;
}

const [WIDTH, HEIGHT, AIR] = [120, 30, 3];

/** A row of numbers at a glance; its box stretches it, its strokes stay. */
export function Spark({ values, tone, range, isWide = false }: SparkProps) {
  const points = sparkPoints(values, range);
  const last = points.findLast((point) => point !== null);
  const isDrawn = (point: [number, number] | null) => point !== null;
  const curve = line<[number, number] | null>()
    .defined(isDrawn)
    .x((point) => point?.[0] ?? 0)
    .y((point) => point?.[1] ?? 0)([...points]);
  const ground = area<[number, number] | null>()
    .defined(isDrawn)
    .x((point) => point?.[0] ?? 0)
    .y0(HEIGHT)
    .y1((point) => point?.[1] ?? 0)([...points]);
  return (
    <svg
      className={`cut-spark ${tone ? `tone-${tone}` : ""} ${isWide ? "wide" : ""}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className="ground" d={ground ?? ""} />
      <path className="curve" d={curve ?? ""} />
      {/* A stroke of no length with round ends stays a circle however the box is stretched. */}
      {last && <path className="end" d={`M${last[0]} ${last[1]}h.01`} />}
    </svg>
  );
}

export function sparkPoints(
  values: readonly (number | null)[],
  range?: readonly [number, number],
): ([number, number] | null)[] {
  const known = values.filter((value) => value !== null);
  const [low, high] = range ?? [Math.min(...known), Math.max(...known)];
  const step = (WIDTH - 2 * AIR) / Math.max(1, values.length - 1);
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - AIR - ((value - low) / (high - low)) * (HEIGHT - 2 * AIR);
  const round = (value: number) => Math.round(value * 10) / 10;
  return values.map((value, at) => (value === null ? null : [round(AIR + at * step), round(y(value))]));
}
