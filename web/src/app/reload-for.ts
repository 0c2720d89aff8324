const TRIED = "heartbeat-reloaded-for";
const AGAIN_MILLISECONDS = 300_000;

/** Load the page of another version; when that brought the same old one (a slow server, a cache between), again after a while. */
export function reloadFor(version: string): void {
  if (performance.now() < AGAIN_MILLISECONDS && wasTried(version)) return;
  window.location.reload();
}

function wasTried(version: string): boolean {
  try {
    if (sessionStorage.getItem(TRIED) === version) return true;
    sessionStorage.setItem(TRIED, version);
    return false;
  } catch {
    return true; // nothing can be written down: wait, rather than reload every second
  }
}
