import type { LiveState } from "@/api/live-state";

/** Another board, the database or the server back: a page that failed in between asks again by itself. */
export function makesOld(before: LiveState, next: LiveState): boolean {
  return (
    next.board?.board_version !== before.board?.board_version ||
    (next.database === "up" && before.database === "down") ||
    (next.connection.missed === 0 && before.connection.missed > 0)
  );
}
