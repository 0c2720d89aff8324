// @vitest-environment node
import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";

/** The worker itself, with the browser around it: what it hears, what it keeps, and a server. */
const SOURCE = readFileSync(new URL("../../public/sw.js", import.meta.url), "utf8");
const HERE = "https://wall.example";
const BUILD = "index-B1d";
const DOCUMENT = `<script type="module" src="/assets/${BUILD}.js"></script>`;
type Answer = Response | Error;

let kept: Map<string, Map<string, Response>>;
let hear: Record<string, (event: unknown) => void>;
let server: (path: string) => Answer;

const pathOf = (asked: string | { url: string }) =>
  new URL(typeof asked === "string" ? asked : asked.url, HERE).pathname;
const html = (text: string, init?: ResponseInit) =>
  new Response(text, { ...init, headers: { "content-type": "text/html" } });
/** As `fetch` marks an answer that it did not get as it was asked for. */
const marked = (response: Response, marks: object) =>
  Object.defineProperties(response, Object.getOwnPropertyDescriptors(marks));

async function ask(asked: string | { url: string }): Promise<Response> {
  const answer = server(pathOf(asked));
  if (answer instanceof Error) throw answer;
  return answer;
}

function cacheOf(name: string) {
  const held = kept.get(name) ?? new Map<string, Response>();
  kept.set(name, held);
  return {
    keys: async () => [...held.keys()].map((path) => ({ url: `${HERE}${path}` })),
    put: async (asked: string | { url: string }, response: Response) => void held.set(pathOf(asked), response),
    match: async (asked: string | { url: string }) => held.get(pathOf(asked))?.clone(),
  };
}

const caches = {
  open: async (name: string) => cacheOf(name),
  keys: async () => [...kept.keys()],
  delete: async (name: string) => kept.delete(name),
  match: async (asked: string | { url: string }) =>
    [...kept.values()]
      .map((held) => held.get(pathOf(asked)))
      .find(Boolean)
      ?.clone(),
};

beforeEach(() => {
  [kept, hear] = [new Map(), {}];
  const self = {
    location: { href: `${HERE}/sw.js?build=${BUILD}`, origin: HERE },
    addEventListener: (name: string, listen: (event: unknown) => void) => {
      hear[name] = listen;
    },
    skipWaiting: vi.fn(),
    clients: { claim: async () => undefined },
  };
  new Function("self", "caches", "fetch", SOURCE)(self, caches, ask);
});

async function keep(...paths: string[]): Promise<void> {
  let done: Promise<unknown> = Promise.resolve();
  hear.message?.({ data: { kind: "keep", paths }, waitUntil: (work: Promise<unknown>) => { done = work; } }); // biome-ignore format: one look at it
  await done;
}

async function load(path: string, mode = "no-cors"): Promise<Response> {
  let answer: Promise<Response> | undefined;
  let after: Promise<unknown> = Promise.resolve();
  const request = { url: `${HERE}${path}`, method: "GET", mode };
  hear.fetch?.({
    request,
    respondWith: (given: Promise<Response>) => {
      answer = given;
    },
    waitUntil: (work: Promise<unknown>) => {
      after = work;
    },
  });
  if (!answer) throw new Error(`${path} is left to the browser`);
  const given = await answer;
  await after;
  return given;
}

test("without the server, or while it starts, the kept page is shown for every address of it", async () => {
  server = () => html(DOCUMENT);
  await keep("/");
  for (const answer of [new TypeError("no server"), html("starting", { status: 503 })]) {
    server = () => answer;
    expect(await (await load("/metrics/delays", "navigate")).text()).toBe(DOCUMENT);
  }
});

test("a proxy that leads to its sign-in, or refuses, is heard: the kept page would hide the way in", async () => {
  server = () => html(DOCUMENT);
  await keep("/");
  const led = marked(html(""), { type: "opaqueredirect", ok: false, status: 0 });
  server = () => led;
  expect(await load("/", "navigate")).toBe(led);
  const refused = html("sign in", { status: 401 });
  server = () => refused;
  expect(await load("/", "navigate")).toBe(refused);
});

test.each([
  ["the sign-in of a proxy", () => html("<form>sign in</form>")],
  ["where a redirect led", () => marked(html(DOCUMENT), { redirected: true })],
  ["the document of another build, whose files are not kept", () => html(DOCUMENT.replace(BUILD, "index-C2e"))],
  ["an answer of a server in trouble", () => html("oh", { status: 500 })],
])("%s is not kept as the page", async (_, answer) => {
  server = () => html(DOCUMENT);
  await keep("/");
  server = answer;
  await keep("/");
  server = () => new TypeError("no server");
  expect(await (await load("/", "navigate")).text()).toBe(DOCUMENT);
});

test("a page in the place of a script is kept for nobody", async () => {
  server = () => html("<form>sign in</form>");
  await keep("/assets/wall-a1.js");
  await load("/assets/wall-a1.js");
  const script = new Response("wall()", { headers: { "content-type": "text/javascript" } });
  server = () => script;
  expect(await (await load("/assets/wall-a1.js")).text()).toBe("wall()");
  server = () => new TypeError("no server");
  expect(await (await load("/assets/wall-a1.js")).text()).toBe("wall()");
});

test("what another build kept goes when this one takes over", async () => {
  cacheOf("heartbeat-shell-index-A0c");
  cacheOf("somebody-else");
  let done: Promise<unknown> = Promise.resolve();
  hear.activate?.({ waitUntil: (work: Promise<unknown>) => { done = work; } }); // biome-ignore format: one look at it
  await done;
  expect([...kept.keys()]).toEqual(["somebody-else"]);
});
