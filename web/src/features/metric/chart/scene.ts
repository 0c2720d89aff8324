import type { BoardMetric, HistoryPoint, MetricPage } from "@/api/board";
import { axisStep, type NumberStyle } from "@/lib/number-text";
import { type Lines, linesOn } from "./curve";
import { fold, runsOf, type Stand } from "./fold";
import { type Grain, type Span, within } from "./view";

/** What the chart needs to know of a metric, deployed or retired. */
export interface Charted {
  metric: Pick<BoardMetric, "code" | "name" | "unit" | "period" | "direction">;
  history: HistoryPoint[];
  definitions: MetricPage["definitions"];
  /** Oldest first; none for a metric that is retired. */
  lines: MetricPage["lines"];
  status_changes: MetricPage["status_changes"];
  failures: MetricPage["failures"];
  operator_changes: MetricPage["operator_changes"];
  /** The day on which it was retired; a deployed metric goes on to today. */
  end?: string | null;
}

/** Days whose definition counted in another unit: they are no part of the curve. */
export interface Foreign {
  from: string;
  to: string;
  unit: string;
}

/** All that is drawn, before anything is known of pixels and colours. */
export interface Scene {
  page: Charted;
  grain: Grain;
  span: Span;
  stands: Stand[];
  runs: Stand[][];
  /** The stretches of lines that reach into the span, the first cut to its beginning. */
  lines: Lines[];
  foreign: Foreign[];
  low: number;
  high: number;
  /** Null where the chart's own steps are good ones. */
  step: number | null;
}

export function sceneOf(page: Charted, grain: Grain, span: Span, style: NumberStyle): Scene {
  const units = new Map(page.definitions.map(({ definition_hash, unit }) => [definition_hash, unit]));
  const unitOf = (point: HistoryPoint) => units.get(point.definition_hash) ?? page.metric.unit;
  const points = within(page.history, span);
  const own = points.filter((point) => unitOf(point) === page.metric.unit);
  const stands = fold(own, grain, page.metric);
  const lines = linesWithin(page.lines, span);
  const [low, high, step] = onSteps(verticalRange(stands, lines, page.metric.direction), style);
  const foreign = foreignOf(points, unitOf, page.metric.unit);
  return { page, grain, span, stands, runs: runsOf(stands), lines, foreign, low, high, step };
}

function foreignOf(points: HistoryPoint[], unitOf: (point: HistoryPoint) => string, own: string): Foreign[] {
  const found: Foreign[] = [];
  for (const [index, point] of points.entries()) {
    const [unit, before] = [unitOf(point), points[index - 1]];
    const last = found.at(-1);
    if (unit === own) continue;
    if (last && before && unitOf(before) === unit) last.to = point.d;
    else found.push({ from: point.d, to: point.d, unit });
  }
  return found;
}

export function linesWithin(lines: readonly Lines[], { from, to }: Span): Lines[] {
  const first = linesOn(lines, from);
  const later = lines.filter(({ since }) => since !== null && since > from && since <= to);
  return first ? [first, ...later] : later;
}

/** The values with what was typical for them, the line that was crossed, and those lines that lie near enough not to flatten them. */
export function verticalRange(
  stands: readonly Stand[],
  lines: readonly Lines[],
  direction: BoardMetric["direction"],
): [number, number] {
  const values = stands.map(({ point }) => point.value);
  if (values.length === 0) return [0, 1];
  let [low, high] = extent([...values, ...crossedLast(stands, lines, direction)]);
  const size = high - low || Math.abs(high) * 0.2 || 1;
  const [floor, ceiling] = [low - size * 1.2, high + size * 1.2];
  const near = (value: number | null | undefined) => typeof value === "number" && value >= floor && value <= ceiling;
  const edges = [
    ...lines.flatMap(({ alert_value, norm_value, target_value }) => [alert_value, norm_value, target_value]),
    ...stands.flatMap(({ point }) => [point.typical?.low, point.typical?.high]),
  ].filter((value): value is number => near(value));
  [low, high] = extent([low, high, ...edges]);
  const margin = (high - low || size) * 0.08;
  // A count or an amount that never fell below zero gets no empty cellar below it.
  return [low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin];
}

/** A red curve without the line that it crossed does not say why it is red, however far away that line is. */
function crossedLast(stands: readonly Stand[], lines: readonly Lines[], direction: BoardMetric["direction"]): number[] {
  const [last, today] = [stands.at(-1), lines.at(-1)];
  if (!last || !today) return [];
  const crossed = [today.alert_value, today.norm_value].find(
    (line) => line !== null && (direction === "down" ? last.point.value > line : last.point.value < line),
  );
  return typeof crossed === "number" ? [crossed] : [];
}

function extent(values: number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** An axis of durations begins and ends on its steps: its ticks are counted from its lower end. */
function onSteps([low, high]: [number, number], style: NumberStyle): [number, number, number | null] {
  const step = axisStep(low, high, style);
  return step === null ? [low, high, null] : [Math.floor(low / step) * step, Math.ceil(high / step) * step, step];
}
