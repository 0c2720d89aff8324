import { type Colors, HUES, mixed } from "./colors";

/** Which series has which colour: one name has one colour in all charts of a page. */
export type Slots = ReadonlyMap<string, number>;

const VARIANTS = 4;
/** What is left over is grey, wherever it stands. */
const REST = /^(others?|rest|unknown|none|no .+|not .+|all others?|everything else)$/i;
const GREY = -1;

/**
 * Give each name a colour: the first that no other name has that stands in a chart with it, so that no chart has one twice, and a
 * name has its own in all of them.
 */
export function assignSlots(charts: readonly (readonly string[])[]): Map<string, number> {
  const slots = new Map<string, number>();
  for (const name of charts.flat()) {
    if (slots.has(name)) continue;
    const beside = charts.filter((names) => names.includes(name)).flat();
    const taken = new Set(beside.map((other) => slots.get(other)));
    slots.set(name, REST.test(name.trim()) ? GREY : firstFree(taken));
  }
  return slots;
}

function firstFree(taken: ReadonlySet<number | undefined>): number {
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  return slot;
}

export function slotColor(slot: number, colors: Colors): string {
  if (slot === GREY) return colors.rest;
  const hue = colors.hues[slot % HUES] ?? colors.ink;
  const variant = Math.floor(slot / HUES) % VARIANTS;
  const shades = [
    hue,
    mixed(hue, colors.text1, 0.55),
    mixed(hue, colors.surface, 0.62),
    mixed(hue, colors.text1, 0.28),
  ];
  return shades[variant] ?? hue;
}

const DASHES: ("solid" | number[])[] = ["solid", [7, 4], [2, 3], [9, 3, 2, 3]];

/** Shades of a hue are told apart by their dashes as well. */
export function slotDash(slot: number): "solid" | number[] {
  const variant = Math.floor(Math.max(slot, 0) / HUES) % VARIANTS;
  return DASHES[variant] ?? "solid";
}
