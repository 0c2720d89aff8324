// Keeps the shell of the page: a screen that reloads while the server is away still starts, and shows its last board.
// Data is never kept here; the page does that itself.
// One cache per build of the page, which names itself in this file's address; those of other builds go.
const KEPT = "heartbeat-shell";
const BUILD = new URL(self.location.href).searchParams.get("build");
const CACHE = `${KEPT}-${BUILD}`;

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
  await Promise.allSettled(wanted.map(async (path) => put(cache, path, await fetch(path))));
}

// Proxies answer with pages of their own: of a sign-in, or where a redirect led. Kept, one would stand in for ours for ever.
async function put(cache, path, response) {
  if (await isOurs(path, response.clone())) await cache.put(path, response);
}

// The document names the files of its build, of which no other cache has all. No other file of ours is a page.
async function isOurs(path, response) {
  if (!response.ok || response.redirected) return false;
  if (path === "/") return (await response.text()).includes(`/${BUILD}.js`);
  return !(response.headers.get("content-type") ?? "").startsWith("text/html");
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(event));
  else if (url.pathname === "/theme.js" || url.pathname === "/mark.svg") event.respondWith(page(request, url.pathname));
});

// The server's page if it answers in time, else the kept one; also while a server behind a proxy is in trouble. What a proxy asks of
// people, by a redirect to its sign-in or by refusing them, has to reach them.
async function page(request, path = "/") {
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (response.status < 500) return response;
    return (await caches.match(path)) ?? response;
  } catch (problem) {
    const kept = await caches.match(path);
    if (kept) return kept;
    throw problem;
  }
}

// Assets carry a hash in their name and never change.
async function asset(event) {
  const { request } = event;
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  event.waitUntil(put(await caches.open(CACHE), request.url, response.clone()));
  return response;
}
