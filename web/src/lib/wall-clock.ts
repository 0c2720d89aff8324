/**
 * The viewer's clock, set by the server's: a wall screen may be minutes off, and an age must not be.
 * It runs on by itself while the server is away, and never falls behind a moment that is known to have been.
 */

let skewMilliseconds = 0;
/** The server itself has told the time: what was kept from an earlier visit no longer counts. */
let told = false;
/** A moment that has been, and the browser's own running time at it, which no setting of the clock moves. */
let known: { at: number; elapsed: number } | null = null;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Smaller differences are the network's, and would only make ages jump. */
const TOLERATED_MILLISECONDS = 3000;

export function now(): number {
  const set = Date.now() + skewMilliseconds;
  // A television whose clock lost its battery starts in the past: time runs on from the last known moment then.
  return known === null ? set : Math.max(set, known.at + performance.now() - known.elapsed);
}

/** How far this screen's own clock is behind the server's. */
export function clockSkew(): number {
  return skewMilliseconds;
}

/** Take the server's time from the `Date` header of an answer. */
export function setByServer(dateHeader: string | null): void {
  const server = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  skewMilliseconds = Math.abs(difference) > TOLERATED_MILLISECONDS ? difference : 0;
  told = true;
  known = { at: Date.now() + skewMilliseconds, elapsed: performance.now() };
}

/** Until the server tells the time: the skew that was found on an earlier visit, and a moment of that visit. */
export function setByEarlierVisit(skew: number, lastContactAt: number): void {
  if (told) return;
  skewMilliseconds = skew;
  known = { at: lastContactAt, elapsed: performance.now() };
}

/** Call back once a second; one timer serves the whole page. */
export function onSecond(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}
