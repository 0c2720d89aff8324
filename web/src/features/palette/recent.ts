const KEY = "heartbeat-recent";
const MOST = 6;

/** Ids of what was opened last through the palette in this browser, newest first. */
export function readRecent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

export function noteRecent(id: string): void {
  try {
    const others = readRecent().filter((each) => each !== id);
    localStorage.setItem(KEY, JSON.stringify([id, ...others].slice(0, MOST)));
  } catch {
    // A private window remembers nothing.
  }
}
