import type { Cut, Part } from "@/api/audit";

/** One line of the page: words, or one cut or two beside each other. */
export type Row = { kind: "prose"; html: string } | { kind: "cuts"; cuts: Cut[] };

/** Charts that are read as well at half the width. All others, and those of the workspace, take the whole of it. */
const HALF = new Set(["area", "bar", "funnel", "histogram", "line", "scatter", "stacked_bar", "waterfall"]);
/** Of these, what gains by being wide: something over time. */
const BROAD = new Set(["area", "bar", "line", "stacked_bar"]);

/** The parts of a page as lines, in the author's order. Where an odd one is left over it is one that bears the width. */
export function arrange(parts: readonly Part[]): Row[] {
  const rows: Row[] = [];
  let waiting: Cut[] = [];
  const lay = () => {
    rows.push(...pairs(waiting));
    waiting = [];
  };
  for (const part of parts) {
    if (part.kind === "cut" && HALF.has(chartOf(part.cut))) {
      waiting.push(part.cut);
      continue;
    }
    lay();
    rows.push(part.kind === "cut" ? { kind: "cuts", cuts: [part.cut] } : { kind: "prose", html: part.html });
  }
  lay();
  return rows;
}

/** What stands on show may be of another chart than the module names by now. */
export function chartOf(cut: Cut): string {
  return cut.snapshot?.chart ?? cut.chart;
}

export function isWide(cut: Cut): boolean {
  return !HALF.has(chartOf(cut));
}

function pairs(cuts: readonly Cut[]): Row[] {
  const alone = cuts.length % 2 === 0 ? -1 : standsAlone(cuts);
  const rows: Row[] = [];
  for (let at = 0; at < cuts.length; ) {
    const taken = at === alone ? 1 : 2;
    rows.push({ kind: "cuts", cuts: cuts.slice(at, at + taken) });
    at += taken;
  }
  return rows;
}

/** Only every second one can, so that the others still make pairs in their order. */
function standsAlone(cuts: readonly Cut[]): number {
  const broad = cuts.findLastIndex((cut, index) => index % 2 === 0 && BROAD.has(chartOf(cut)));
  return broad < 0 ? cuts.length - 1 : broad;
}
