import type { LiveState } from "@/api/live-state";
import { clockTime } from "@/lib/calendar";

/** Six days and a half: the first night hour after that is the seventh. */
const OLD_MILLISECONDS = 6.5 * 86_400_000;
const QUIET_MILLISECONDS = 60_000;
/** Between three and four at night nobody looks. Clocks that change do so before, and the hour exists on each day. */
const NIGHT_HOUR = "03:";

/** No red came or went within a minute, and the server answers: a moment at which a wall may load itself anew. */
export function isQuiet({ redChangedAt, connection }: LiveState, at: number): boolean {
  return at - redChangedAt > QUIET_MILLISECONDS && connection.offlineSince === null;
}

/** Whether a page that has been open for a week begins afresh: a browser that runs for months collects what nobody sees. */
export function isWeekOver(state: LiveState, { at, age }: { at: number; age: number }): boolean {
  if (age < OLD_MILLISECONDS || !state.board) return false;
  return isQuiet(state, at) && clockTime(at, state.board.timezone).startsWith(NIGHT_HOUR);
}
