/** The tile of a metric, by its code; null while it is on no page of the wall. */
export function findTile(code: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(code)}"]`);
}
