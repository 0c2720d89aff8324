// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeBoard } from "../../fixtures/boards";
import type { Job } from "./board";
import { Live } from "./live";

// Outside a browser an address needs a server; the client takes hold of this class when it is made.
vi.hoisted(() => {
  const { Request: Plain } = globalThis;
  globalThis.Request = class extends Plain {
    constructor(asked: RequestInfo | URL, init?: RequestInit) {
      super(typeof asked === "string" ? new URL(asked, "http://here") : asked, init);
    }
  };
});

const board = makeBoard(Date.now(), { red: 2, normal: 3 });
const live: Live[] = [];
let asked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
});

afterEach(() => {
  for (const each of live.splice(0)) each.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A server that answers each path in its own way; a path that it does not know is a server that is away. */
function serve(answers: Record<string, () => Response>): void {
  vi.stubGlobal("fetch", async (asking: string | Request) => {
    const path = new URL(typeof asking === "string" ? asking : asking.url, "http://here").pathname;
    asked.push(path);
    const answer = answers[path];
    if (!answer) throw new TypeError("no server");
    return answer();
  });
}

function start(): Live {
  const started = new Live();
  live.push(started);
  started.start();
  return started;
}

const json = (body: unknown) => new Response(JSON.stringify(body));
const running = {
  job_id: 5,
  state: "running",
  phase: "measure",
  sources: [],
  metrics: [],
  errors: [],
} as unknown as Job;

test.each([
  ["never answers", { open: () => ({}) }],
  ["throws", { open: () => { throw new DOMException("no"); } }], // biome-ignore format: one look at it
])("a browser whose storage %s shows the server's board", async (_, storage) => {
  vi.stubGlobal("indexedDB", storage);
  serve({ "/api/cockpit": () => json(board) });
  const started = start();
  await vi.advanceTimersByTimeAsync(100);
  expect(started.read().board?.metrics).toHaveLength(5);
});

test("a stream that is ended as soon as it opens is no reason to ask without a pause", async () => {
  serve({
    "/api/cockpit": () => json(board),
    "/api/metrics/active-job": () => json(null),
    "/api/events": () => new Response(": hi\n\n", { headers: { "content-type": "text/event-stream" } }),
  });
  start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.filter((path) => path === "/api/events").length).toBeLessThan(10);
  expect(asked.filter((path) => path === "/api/cockpit").length).toBeLessThan(10);
});

test("a board of the same version with other content is fetched as soon as it is told", async () => {
  let now = board;
  let tell = (_: string): void => undefined;
  const events = new ReadableStream<Uint8Array>({
    start(stream) {
      tell = (text) => stream.enqueue(new TextEncoder().encode(text));
    },
  });
  serve({
    "/api/cockpit": () => json(now),
    "/api/metrics/active-job": () => json(null),
    "/api/events": () => new Response(events),
  });
  const started = start();
  await vi.advanceTimersByTimeAsync(100);
  now = { ...board, metrics: board.metrics.slice(1) };
  tell(`event: board\ndata: {"board_version": ${board.board_version}}\n\n`);
  await vi.advanceTimersByTimeAsync(100);
  expect(started.read().board?.metrics).toHaveLength(4);
});

test("a server that dies during a beat is given time", async () => {
  let away = false;
  const unless = (answer: () => Response) => () => {
    if (away) throw new TypeError("no server");
    return answer();
  };
  serve({ "/api/cockpit": unless(() => json(board)), "/api/metrics/active-job": unless(() => json(running)) });
  const started = start();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(started.read().job?.job_id).toBe(5);
  [away, asked] = [true, []];
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked.length).toBeLessThan(10);
  expect(started.read().connection.offlineSince).not.toBeNull();
});

test("tabs without locks tell each other nothing, and a missed answer is never told", async () => {
  const told = vi.fn();
  vi.stubGlobal("BroadcastChannel", class { postMessage = told; close = () => undefined; }); // biome-ignore format: one look at it
  serve({});
  start();
  await vi.advanceTimersByTimeAsync(1000);
  vi.stubGlobal("navigator", { locks: { request: (_name: string, _options: unknown, lead: () => unknown) => lead() } });
  start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).not.toHaveBeenCalled();
});

test("a pulse ends: a tile that is drawn anew later is no news", async () => {
  let now = makeBoard(Date.now(), { red: 1, normal: 3 });
  serve({ "/api/cockpit": () => json(now) });
  const started = start();
  await vi.advanceTimersByTimeAsync(100);
  now = { ...board, board_version: 18 };
  await started.refresh();
  expect([...started.read().newlyRed]).toEqual(["metric_1"]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(started.read().newlyRed.size).toBe(0);
});

test("while a beat runs the board is not asked for, not even to be safe; its end brings it", async () => {
  let tell = (_: string): void => undefined;
  const events = new ReadableStream<Uint8Array>({
    start(stream) {
      tell = (text) => stream.enqueue(new TextEncoder().encode(text));
    },
  });
  serve({
    "/api/cockpit": () => json(board),
    "/api/metrics/active-job": () => json(running),
    "/api/events": () => new Response(events),
  });
  start();
  const alive = setInterval(() => tell(": here\n\n"), 5000);
  await vi.advanceTimersByTimeAsync(100);
  asked = [];
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toEqual([]);
  tell(`event: beat\ndata: null\n\nevent: board\ndata: {"board_version": 18}\n\n`);
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toEqual(["/api/cockpit"]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBe(2);
  clearInterval(alive);
});

test("a server that wants a sign-in is not offline, is asked now and then, and again as soon as somebody signed in", async () => {
  let isIn = true;
  const unlessOut = (body: unknown) => () => (isIn ? json(body) : new Response("{}", { status: 401 }));
  serve({ "/api/cockpit": unlessOut(board), "/api/metrics/active-job": unlessOut(null) });
  const started = start();
  await vi.advanceTimersByTimeAsync(1000);
  isIn = false;
  await vi.advanceTimersByTimeAsync(15_000);
  asked = [];
  await vi.advanceTimersByTimeAsync(300_000);
  expect(asked.length).toBeLessThan(12);
  const { board: kept, connection, refusedSince } = started.read();
  expect([kept?.metrics.length, connection.offlineSince, refusedSince === null]).toEqual([5, null, false]);
  isIn = true;
  started.resume();
  await vi.advanceTimersByTimeAsync(100);
  expect(started.read().refusedSince).toBeNull();
});

test("a board that is dropped is not shown again, and none is kept of it", async () => {
  serve({ "/api/cockpit": () => json(board) });
  const started = start();
  await vi.advanceTimersByTimeAsync(100);
  started.drop();
  expect(started.read().board).toBeNull();
});
