/**
 * The shell is kept by a service worker, so that a reload without the server still shows the last board.
 * Browsers allow one only on localhost and over HTTPS; elsewhere the page works without.
 */
export function registerShell(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  window.addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register("/sw.js");
      const registration = await navigator.serviceWorker.ready;
      registration.active?.postMessage({ kind: "keep", paths: loadedFiles() });
    } catch {
      // No service worker (a policy, a private window): the page lives on without a kept shell.
    }
  });
}

/** What this page is made of, fonts included. */
function loadedFiles(): string[] {
  const entries = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
  const own = entries.filter((url) => url.origin === window.location.origin && !url.pathname.startsWith("/api/"));
  return ["/", ...new Set(own.map((url) => url.pathname))];
}
