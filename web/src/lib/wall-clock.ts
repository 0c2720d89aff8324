/**
 * The viewer's clock, set by the server's: a wall screen may be minutes off, and an age must not be.
 * It runs on by itself while the server is away.
 */

let skewMilliseconds = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Smaller differences are the network's, and would only make ages jump. */
const TOLERATED_MILLISECONDS = 3000;

export function now(): number {
  return Date.now() + skewMilliseconds;
}

/** Take the server's time from the `Date` header of an answer. */
export function setByServer(dateHeader: string | null): void {
  const server = dateHeader ? Date.parse(dateHeader) : Number.NaN;
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  skewMilliseconds = Math.abs(difference) > TOLERATED_MILLISECONDS ? difference : 0;
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
