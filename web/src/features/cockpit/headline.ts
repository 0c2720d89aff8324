import type { Board, Placement } from "@/api/board";

export type Tally = Record<Placement, number>;

/** How many tiles stand in each band. Only what was judged green can be stale; the rest of it is normal. */
export function tally({ red, amber, green, stale }: Board["counts"]): Tally {
  return { red, amber, stale, normal: green - stale };
}

/** Over twelve reds it is not twelve problems but one. */
const MANY = 12;

/** `partial`: a filter hides the rest, and calm here is not calm everywhere. */
export function headline(counts: Tally, partial = false): { title: string; sub: string | null } {
  if (counts.red > MANY) return { title: `${counts.red} red`, sub: "something bigger is wrong" };
  if (counts.red > 0) return { title: `${counts.red} need${counts.red === 1 ? "s" : ""} action`, sub: null };
  if (counts.amber + counts.stale + counts.normal === 0)
    return { title: partial ? "Nothing matches" : "No metrics yet", sub: null };
  // "All normal" only when that is so: an amber or stale tile below it would make it a lie.
  if (counts.amber + counts.stale === 0) return { title: partial ? "All normal here" : "All normal", sub: null };
  return { title: partial ? "Nothing red here" : "Nothing red", sub: null };
}
