// Keeps the shell of the page: a screen that reloads while the server is away still starts, and shows its last board.
// Data is never kept here; the page does that itself.
// One cache per build of the page, which names itself in this file's address; those of other builds go.
const KEPT = "heartbeat-shell";
const CACHE = `${KEPT}-${new URL(self.location.href).searchParams.get("build")}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (event.data?.kind === "keep") event.waitUntil(keep(event.data.paths));
});

async function takeOver() {
  await self.clients.claim();
  const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

// The document anew each time, what carries a hash in its name once.
async function keep(paths) {
  const cache = await caches.open(CACHE);
  const held = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  const wanted = [...new Set(paths)].filter((path) => path === "/" || !held.has(path));
  await Promise.allSettled(wanted.map((path) => cache.add(path)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (url.pathname === "/theme.js" || url.pathname === "/mark.svg") event.respondWith(page(request, url.pathname));
});

// The server's page if it answers in time, else the kept one.
async function page(request, path = "/") {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (response.ok) return response;
    return (await caches.match(path)) ?? response;
  } catch (problem) {
    const kept = await caches.match(path);
    if (kept) return kept;
    throw problem;
  }
}

// Assets carry a hash in their name and never change.
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) (await caches.open(CACHE)).put(request, response.clone());
  return response;
}
