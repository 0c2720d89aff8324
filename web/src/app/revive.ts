/** Load the page anew after a while, but only from a server that answers: a reload without one might end with nothing. */
export async function revive(waitMilliseconds: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds));
    if (!signal.aborted && (await answers())) return window.location.reload();
  }
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
