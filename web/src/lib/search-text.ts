/** What stands in an address, read as text: the router takes `2024` for a number and `true` for a truth, and an area may be called so. */

export function textOf(found: unknown): string {
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean" ? String(found) : "";
}

export function isSet(found: unknown): boolean {
  return ["1", "true"].includes(textOf(found));
}

/** `red,stale` in two; each once, without what is empty. */
export function partsOf(found: unknown): string[] {
  const all = textOf(found).split(",");
  return [...new Set(all.map((each) => each.trim()).filter(Boolean))];
}
