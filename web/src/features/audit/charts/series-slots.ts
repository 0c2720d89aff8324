import { type Colors, HUES, mixed } from "./colors";

/** Which series has which colour: one name has one colour in all charts of a page. */
export type Slots = ReadonlyMap<string, number>;

const VARIANTS = 3;
const ALL = HUES * VARIANTS;
/** What is left over is grey, wherever it stands. */
const REST = /^(others?|rest|unknown|none|no .+|not .+|all others?|everything else)$/i;
const GREY = -1;

/**
 * Give each name a place among the colours: in the order that charts name them, none twice in a chart, and a name that came before
 * keeps its own.
 */
export function assignSlots(charts: readonly (readonly string[])[]): Map<string, number> {
  const slots = new Map<string, number>();
  const uses = new Array<number>(ALL).fill(0);
  for (const names of charts) {
    const taken = new Set(names.map((name) => slots.get(name)));
    for (const name of names) {
      if (slots.has(name)) continue;
      const slot = REST.test(name.trim()) ? GREY : freest(uses, taken);
      slots.set(name, slot);
      taken.add(slot);
      if (slot !== GREY) uses[slot] = (uses[slot] ?? 0) + 1;
    }
  }
  return slots;
}

/** Hues that differ come before shades of one; of several the one that stands in the fewest charts. */
function freest(uses: readonly number[], taken: ReadonlySet<number | undefined>): number {
  const free = uses.map((_, slot) => slot).filter((slot) => !taken.has(slot));
  const tier = (slot: number) => Math.floor(slot / HUES);
  const first = Math.min(...free.map(tier));
  const candidates = free.filter((slot) => tier(slot) === first);
  return candidates.reduce((best, slot) => ((uses[slot] ?? 0) < (uses[best] ?? 0) ? slot : best), candidates[0] ?? 0);
}

export function slotColor(slot: number, colors: Colors): string {
  if (slot === GREY) return colors.text3;
  const hue = colors.hues[slot % HUES] ?? colors.ink;
  const variant = Math.floor(slot / HUES) % VARIANTS;
  if (variant === 0) return hue;
  return variant === 1 ? mixed(hue, colors.text1, 0.55) : mixed(hue, colors.surface, 0.62);
}

/** Shades of a hue are told apart by their dashes as well. */
export function slotDash(slot: number): "solid" | number[] {
  const variant = Math.floor(Math.max(slot, 0) / HUES) % VARIANTS;
  return variant === 0 ? "solid" : variant === 1 ? [7, 4] : [2, 3];
}
