import { useLayoutEffect, useRef, useState } from "react";
import type { Line } from "./arrange";

const PAGE_ROWS = 12;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS };

interface RowKeys {
  onKeyDown: (event: React.KeyboardEvent<HTMLElement>) => void;
  /** Which row the Tab key reaches. */
  entry: number;
  /** Somebody is in this row, by whatever way. */
  enter: (index: number) => void;
}

/** Arrows walk the rows that hold a metric; a row that is not drawn yet is scrolled to first, and focused when it is there. */
export function useRowKeys(lines: Line[], scrollTo: (index: number) => void): RowKeys {
  const [at, setAt] = useState(0);
  const wanted = useRef<number | null>(null);
  const entry = nearestMetric(lines, at, 1) ?? nearestMetric(lines, at, -1) ?? 0;
  // After each drawing: the wanted row may have come with it.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const link = document.querySelector<HTMLElement>(`.catalog-table [data-index="${wanted.current}"] a`);
    if (!link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  const goTo = (index: number, direction: 1 | -1) => {
    const found = nearestMetric(lines, index, direction) ?? nearestMetric(lines, index, direction === 1 ? -1 : 1);
    if (found === null) return;
    wanted.current = found;
    setAt(found);
    scrollTo(found);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !isInRow(event.target)) return;
    const step = STEPS[event.key];
    if (step !== undefined) goTo(clamp(at + step, lines.length), step > 0 ? 1 : -1);
    else if (event.key === "Home") goTo(0, 1);
    else if (event.key === "End") goTo(lines.length - 1, -1);
    else return;
    event.preventDefault();
  };
  return { onKeyDown, entry, enter: setAt };
}

function isInRow(target: EventTarget): boolean {
  return target instanceof Element && target.closest("tbody tr") !== null;
}

function nearestMetric(lines: Line[], from: number, direction: 1 | -1): number | null {
  for (let index = from; index >= 0 && index < lines.length; index += direction) {
    if (lines[index]?.kind === "metric") return index;
  }
  return null;
}

function clamp(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1);
}
