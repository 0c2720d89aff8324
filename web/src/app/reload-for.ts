const TRIED = "heartbeat-reloaded-for";
const AGAIN_MILLISECONDS = 300_000;
const MOST_KEPT = 10;

/**
 * Load the page of another version; when that brought the same old one (a slow server, a cache between), again after a while. So it
 * is for each version that this tab was loaded for: two servers behind one address would send it to and fro.
 */
export function reloadFor(version: string): void {
  if (performance.now() < AGAIN_MILLISECONDS && wasTried(version)) return;
  window.location.reload();
}

function wasTried(version: string): boolean {
  try {
    const tried = (sessionStorage.getItem(TRIED) ?? "").split(" ");
    if (tried.includes(version)) return true;
    sessionStorage.setItem(TRIED, [...tried, version].slice(-MOST_KEPT).join(" ").trim());
    return false;
  } catch {
    return true; // nothing can be written down: wait, rather than reload every second
  }
}
