/** Whether the server answers, judged from what came and what did not. Pure: times and chance come from outside. */

export interface Connection {
  /** The server gave a sign of life since this page was loaded; what an earlier visit heard is no such sign. */
  heard: boolean;
  /** Answers missed in a row. */
  missed: number;
  /** Milliseconds; when the server last gave a sign of life. */
  lastContactAt: number | null;
  /** Milliseconds; null while the server answers. */
  offlineSince: number | null;
  /** What the screen says it waits; the real pause varies a little around it. */
  retrySeconds: number;
}

export const POLL_SECONDS = 10;
const MISSES_TO_OFFLINE = 2;
const LONGEST_RETRY_SECONDS = 60;

export const NOT_CONNECTED: Connection = {
  heard: false,
  missed: 0,
  lastContactAt: null,
  offlineSince: null,
  retrySeconds: POLL_SECONDS,
};

export function contact(at: number): Connection {
  return { heard: true, missed: 0, lastContactAt: at, offlineSince: null, retrySeconds: POLL_SECONDS };
}

/** One answer did not come. After two in a row the screen is offline, since the last sign of life. */
export function miss(before: Connection, at: number): Connection {
  const missed = before.missed + 1;
  if (missed < MISSES_TO_OFFLINE) return { ...before, missed };
  return {
    ...before,
    missed,
    offlineSince: before.offlineSince ?? before.lastContactAt ?? at,
    retrySeconds: Math.min(POLL_SECONDS * 2 ** (missed - MISSES_TO_OFFLINE), LONGEST_RETRY_SECONDS),
  };
}

/** The pause before the next try: up to a tenth off, so that a hundred walls do not knock at once. */
export function pauseMilliseconds(connection: Connection, chance: number): number {
  return connection.retrySeconds * 1000 * (0.9 + 0.2 * chance);
}
