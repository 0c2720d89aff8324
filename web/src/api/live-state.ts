import { since } from "@/lib/age";
import { type Connection, contact, miss, NOT_CONNECTED } from "@/lib/connection";
import type { Board, Job } from "./board";
import { PAGE_VERSION } from "./page-version";

/** Everything the screens know about the living server. One value, replaced as a whole. */
export interface LiveState {
  board: Board | null;
  /** The running beat, whoever started it. */
  job: Job | null;
  /** Milliseconds; since when this page knows that the job waits. Null when none waits. */
  queuedSince: number | null;
  database: "up" | "down";
  connection: Connection;
  /** Milliseconds; since when the server gives no board because nobody is signed in. Null while it gives them. */
  refusedSince: number | null;
  /** The browser's storage was looked into, or does not answer: no kept board is to be waited for. */
  searched: boolean;
  /** The board came from this browser's storage, not from the server. */
  restored: boolean;
  /** Metrics that turned red with the newest board: they pulse. */
  newlyRed: ReadonlySet<string>;
  /** Milliseconds; when a red came or went last. A new version of the page waits for a quiet minute. */
  redChangedAt: number;
  /** Milliseconds; when a metric turned red last while this page looked on; 0 when none did. */
  newRedAt: number;
}

export type LiveEvent =
  | { kind: "restored"; board: Board; receivedAt: number }
  | { kind: "searched" }
  | { kind: "forgotten" }
  | { kind: "dropped" }
  | { kind: "refused"; at: number }
  | { kind: "board"; board: Board; at: number }
  | { kind: "calm" }
  | { kind: "sign"; at: number }
  | { kind: "missed"; at: number }
  | { kind: "job"; job: Job | null; at: number }
  | { kind: "database"; database: "up" | "down"; at: number };

/** A worker takes a beat within a second or two; one that is left lying so long has none. */
const PATIENCE_MILLISECONDS = 8000;

export const NOTHING_YET: LiveState = {
  board: null,
  job: null,
  queuedSince: null,
  database: "up",
  connection: NOT_CONNECTED,
  refusedSince: null,
  searched: false,
  restored: false,
  newlyRed: new Set(),
  redChangedAt: 0,
  newRedAt: 0,
};

export function advance(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case "restored":
      if (state.board) return state;
      return {
        ...state,
        board: event.board,
        restored: true,
        connection: { ...state.connection, lastContactAt: event.receivedAt },
      };
    case "searched":
      return state.searched ? state : { ...state, searched: true };
    case "forgotten":
      return state.restored ? { ...state, board: null, restored: false } : state;
    case "dropped":
      return { ...NOTHING_YET, searched: true, connection: state.connection, refusedSince: state.refusedSince };
    case "refused":
      // The server answers: a wall that nobody may see any more is not offline.
      return {
        ...state,
        job: null,
        queuedSince: null,
        refusedSince: state.refusedSince ?? event.at,
        connection: contact(event.at),
      };
    case "board":
      return takeBoard(state, event.board, event.at);
    case "calm":
      return state.newlyRed.size === 0 ? state : { ...state, newlyRed: new Set() };
    case "sign":
      return { ...state, refusedSince: null, connection: contact(event.at) };
    case "missed":
      return { ...state, connection: miss(state.connection, event.at) };
    case "job":
      return {
        ...state,
        job: event.job,
        queuedSince: queuedSince(state, event),
        connection: contact(event.at),
      };
    case "database":
      return { ...state, database: event.database, connection: contact(event.at) };
    default:
      // A tab of another version may tell what this one does not know.
      return state;
  }
}

function takeBoard(state: LiveState, board: Board, at: number): LiveState {
  const before = redIds(state.board);
  const after = redIds(board);
  // The first board after loading is no news: nothing pulses on a reload.
  const known = state.board !== null && !state.restored;
  const fresh = known ? [...after].filter((id) => !before.has(id)) : [];
  // What pulses goes on to when the next board follows at once; what is red no more does not.
  const pulsing = [...state.newlyRed].filter((id) => after.has(id));
  const changed = known && (fresh.length > 0 || [...before].some((id) => !after.has(id)));
  return {
    ...state,
    board: keepUnchanged(state.board, board),
    database: board.database,
    refusedSince: null,
    restored: false,
    connection: contact(at),
    newlyRed: new Set([...pulsing, ...fresh]),
    redChangedAt: changed ? at : state.redChangedAt,
    newRedAt: fresh.length > 0 ? at : state.newRedAt,
  };
}

/** A metric that says what it said before stays the same object: its tile is not drawn again. */
function keepUnchanged(before: Board | null, board: Board): Board {
  const known = new Map(before?.metrics.map((metric) => [metric.metric_id, metric]));
  const metrics = board.metrics.map((metric) => {
    const old = known.get(metric.metric_id);
    return old && JSON.stringify(old) === JSON.stringify(metric) ? old : metric;
  });
  return { ...board, metrics };
}

function queuedSince(before: LiveState, { job, at }: { job: Job | null; at: number }): number | null {
  if (job?.state !== "queued") return null;
  return before.job?.job_id === job.job_id ? (before.queuedSince ?? at) : at;
}

/** Whether the server runs another version than this page, which its kept board cannot tell: load its page at a quiet moment. */
export function isOutdated({ board, restored }: LiveState): boolean {
  return board !== null && !restored && board.app_version !== PAGE_VERSION;
}

/** Whether the board is so old that its numbers cannot be those of now. */
export function isFrozen(board: Board, at: number): boolean {
  const age = since(board.published_at, at);
  return age !== null && age > board.frozen_after_seconds * 1000;
}

/** Whether a beat waits for a worker that does not come. */
export function isWaiting(queuedSince: number | null, at: number): boolean {
  return queuedSince !== null && at - queuedSince >= PATIENCE_MILLISECONDS;
}

function redIds(board: Board | null): Set<string> {
  return new Set((board?.metrics ?? []).filter((each) => each.class === "red").map((each) => each.metric_id));
}
