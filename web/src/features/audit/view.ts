import { textOf } from "@/lib/search-text";

/** What of an audit page is shown: `/audit/revenue?window=90d`. */
export interface AuditSearch {
  window?: string;
}

/** Null: the window that the page opens with. Whether the page has it, the server says. */
export function windowOf(search: Record<string, unknown>): string | null {
  return textOf(search.window) || null;
}

/** A page that is gone to keeps the window where it has it. */
export function searchFor(windows: readonly string[], window: string | null): AuditSearch {
  return window !== null && windows.includes(window) ? { window } : {};
}

/** The place of a cut on its page. */
export function anchorOf(cutId: string): string {
  return `cut-${cutId}`;
}
