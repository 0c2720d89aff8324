import { scaleLinear } from "d3-scale";

/** A scale of lines: where its zones, its marks and their words stand, in units of its drawing. */

export interface ScaleLines {
  direction: "up" | "down";
  norm: number | null;
  alert: number | null;
}

export interface Zone {
  kind: "good" | "amber" | "red";
  from: number;
  to: number;
}

/** The scale cut at its lines, from left to right; a scale without lines has no zones. */
export function zonesOf({ direction, norm, alert }: ScaleLines, [low, high]: [number, number]): Zone[] {
  if (norm === null && alert === null) return [];
  const kinds: Zone["kind"][] = ["good", "amber", "red"];
  const [order, edges] =
    direction === "down"
      ? [kinds, [low, norm ?? alert ?? high, alert ?? high, high]]
      : [kinds.toReversed(), [low, alert ?? low, norm ?? alert ?? low, high]];
  return order
    .map((kind, index) => ({ kind, from: edges[index] ?? low, to: edges[index + 1] ?? high }))
    .filter((zone) => zone.to > zone.from);
}

/** From a little below the lowest of what it shows to a little above the highest. */
export function domainOf(marks: (number | null)[]): [number, number] {
  const known = marks.filter((mark): mark is number => mark !== null && Number.isFinite(mark));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const margin = (high - low || Math.abs(high) || 1) * 0.25;
  return [low - margin, high + margin];
}

export function placeOn(domain: [number, number], width: number) {
  return scaleLinear(domain, [0, width]).clamp(true);
}

export interface Label {
  key: string;
  text: string;
  /** Where its middle should stand. */
  at: number;
  /** How wide it is. */
  width: number;
}

const GAP = 10;

/** Labels in one row, as near to their places as they fit without touching; each keeps its order. */
export function spread(labels: Label[], width: number): Label[] {
  const sorted = labels.toSorted((one, other) => one.at - other.at);
  let edge = 0;
  const pushed = sorted.map((label) => {
    const left = Math.max(edge, label.at - label.width / 2);
    edge = left + label.width + GAP;
    return { ...label, at: left + label.width / 2 };
  });
  // What went beyond the right end comes back, and pushes what is to its left.
  let limit = width;
  return pushed
    .toReversed()
    .map((label) => {
      const right = Math.min(limit, label.at + label.width / 2);
      limit = right - label.width - GAP;
      return { ...label, at: right - label.width / 2 };
    })
    .toReversed();
}
