export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export type Direction = "left" | "right" | "up" | "down";

/**
 * The box that an arrow leads to: sideways the next one in the same row, up and down the nearest of the next row.
 * Null at the edge.
 */
export function nextInDirection(boxes: Box[], from: number, direction: Direction): number | null {
  const start = boxes[from];
  if (!start) return boxes.length > 0 ? 0 : null;
  let best: number | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  boxes.forEach((box, index) => {
    const distance = index === from ? null : distanceTo(start, box, direction);
    if (distance !== null && distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}

/** A row counts far more than a place in it. */
const ROW = 100;

function distanceTo(start: Box, box: Box, direction: Direction): number | null {
  const dx = centerX(box) - centerX(start);
  if (direction === "left" || direction === "right") {
    const sameRow = box.top < start.top + start.height && start.top < box.top + box.height;
    const ahead = direction === "right" ? dx : -dx;
    return sameRow && ahead > 1 ? ahead : null;
  }
  const ahead = direction === "down" ? box.top - (start.top + start.height) : start.top - (box.top + box.height);
  return ahead > -1 ? ahead * ROW + Math.abs(dx) : null;
}

function centerX(box: Box): number {
  return box.left + box.width / 2;
}
