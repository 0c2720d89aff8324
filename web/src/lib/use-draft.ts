import { useState } from "react";

/**
 * Something half written, kept in this tab: a page that loads itself anew, a closed editor or a lost server lose nothing of it. Null
 * when there is none.
 */
export function useDraft<Draft>(name: string): [Draft | null, (draft: Draft | null) => void] {
  const key = `heartbeat-draft ${name}`;
  const [draft, setDraft] = useState<Draft | null>(() => read(key));
  const change = (next: Draft | null) => {
    setDraft(next);
    write(key, next);
  };
  return [draft, change];
}

function read<Draft>(key: string): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

function write(key: string, draft: unknown): void {
  try {
    if (draft === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Without storage it lives as long as the page.
  }
}
