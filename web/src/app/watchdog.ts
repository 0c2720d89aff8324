const LOOK_MILLISECONDS = 10_000;
/** Five minutes: a picture that stood still so long will not come by itself. */
const MOST_SILENT_LOOKS = 30;

/**
 * Calls back when the browser has drawn no frame for five minutes although the page is seen.
 * Looks are counted rather than time: a computer that slept missed none while it slept.
 */
export function watchFrames(onStuck: () => void): () => void {
  let silent = 0;
  const timer = setInterval(() => {
    if (document.hidden) {
      silent = 0;
      return;
    }
    silent += 1;
    requestAnimationFrame(() => {
      silent = 0;
    });
    if (silent <= MOST_SILENT_LOOKS) return;
    silent = 0;
    onStuck();
  }, LOOK_MILLISECONDS);
  return () => clearInterval(timer);
}
