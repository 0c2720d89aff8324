import type { BoardMetric, MetricPage } from "@/api/board";
import type { Stand } from "./fold";

export type Lines = MetricPage["lines"][number];
type Severity = 0 | 1 | 2;
/** Milliseconds and value. */
export type Place = [number, number];

/** A part of the curve in one colour. */
export interface Piece {
  severity: Severity;
  /** Filled in afterwards: nobody saw it on its day. */
  later: boolean;
  places: Place[];
}

/** Milliseconds of a day on the axis, which knows no time zones. */
export function timeOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** The lines that held on a day. */
export function linesOn(lines: readonly Lines[], day: string): Lines | undefined {
  return lines.findLast(({ since }) => since === null || since <= day);
}

/** How bad a value is by the lines of its day. A value on a line has not crossed it. */
export function severityOf(value: number, lines: Lines | undefined, direction: BoardMetric["direction"]): Severity {
  const beyond = (line: number | null | undefined) =>
    typeof line === "number" && (direction === "down" ? value > line : value < line);
  return beyond(lines?.alert_value) ? 2 : beyond(lines?.norm_value) ? 1 : 0;
}

/** The curve cut where it crosses a line as that was on its day, so that each part has the colour of what it means. */
export function piecesOf(
  runs: readonly Stand[][],
  lines: readonly Lines[],
  direction: BoardMetric["direction"],
): Piece[] {
  return runs.flatMap((run) => {
    const pieces: Piece[] = [];
    for (const [index, stand] of run.entries()) {
      const before = run[index - 1];
      if (before) for (const part of cut(before, stand, lines, direction)) join(pieces, part);
    }
    return pieces;
  });
}

function join(pieces: Piece[], part: Piece): void {
  const last = pieces.at(-1);
  const end = part.places[1];
  if (last && end && last.severity === part.severity && last.later === part.later) last.places.push(end);
  else pieces.push(part);
}

/** From one stand to the next, in parts; they are judged by the lines of the second, to which the way leads. */
function cut(one: Stand, two: Stand, all: readonly Lines[], direction: BoardMetric["direction"]): Piece[] {
  const lines = linesOn(all, two.point.d);
  const [from, to] = [placeOf(one), placeOf(two)];
  const at = (share: number): Place => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
  const crossings = [lines?.alert_value, lines?.norm_value]
    .map((line) => (typeof line === "number" ? (line - from[1]) / (to[1] - from[1]) : Number.NaN))
    .filter((share) => share > 0 && share < 1);
  const shares = [0, ...crossings.toSorted((a, b) => a - b), 1];
  const later = one.point.origin === "backfill" || two.point.origin === "backfill";
  return shares.slice(1).map((share, index) => {
    const begin = shares[index] ?? 0;
    return {
      severity: severityOf(at((begin + share) / 2)[1], lines, direction),
      later,
      places: [at(begin), at(share)],
    };
  });
}

export function placeOf({ point }: Stand): Place {
  return [timeOf(point.d), point.value];
}
