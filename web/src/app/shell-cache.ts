/**
 * The shell is kept by a service worker, so that a reload without the server still shows the last board.
 * Browsers allow one only on localhost and over HTTPS; elsewhere the page works without.
 */
export function registerShell(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  window.addEventListener("load", async () => {
    try {
      const registration = await navigator.serviceWorker.register(`/sw.js?build=${buildName()}`);
      // The newest worker keeps the files of this build; an older one still at work would put them where they are thrown away.
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      worker?.postMessage({ kind: "keep", paths: [...loadedFiles(), ...(await laterFiles())] });
    } catch {
      // No service worker (a policy, a private window): the page lives on without a kept shell.
    }
  });
}

/** The name of this module's file carries the hash of the build. */
function buildName(): string {
  return new URL(import.meta.url).pathname.replace(/^.*\//, "").replace(/\.js$/, "");
}

/** What this page is made of, fonts included. */
function loadedFiles(): string[] {
  const entries = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const own = entries.filter(
    (url) => url.origin === window.location.origin && !/^\/(api\/|sw\.js|healthz)/.test(url.pathname),
  );
  return ["/", ...new Set(own.map((url) => url.pathname))];
}

/** The scripts and styles of the parts that are loaded when they are first shown; the build names them in a file. Without it they come then. */
async function laterFiles(): Promise<string[]> {
  const list = document.querySelector<HTMLMetaElement>('meta[name="heartbeat-later"]')?.content;
  if (!list) return [];
  try {
    return [list, ...((await (await fetch(list)).json()) as string[])];
  } catch {
    return [];
  }
}
