// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pairing } from "./pairing";

// Outside a browser an address needs a server; the client takes hold of this class when it is made.
vi.hoisted(() => {
  const { Request: Plain } = globalThis;
  globalThis.Request = class extends Plain {
    constructor(asked: RequestInfo | URL, init?: RequestInit) {
      super(typeof asked === "string" ? new URL(asked, "http://here") : asked, init);
    }
  };
});

let state = "waiting";
let codes: string[] = [];
let isAway = false;
let status = 200;
let asked = 0;
let screen = new Pairing();

beforeEach(() => {
  vi.useFakeTimers();
  [state, codes, isAway, status, asked, screen] = ["waiting", ["AAA-AAA", "BBB-BBB"], false, 200, 0, new Pairing()];
  vi.stubGlobal("fetch", async (asking: string | Request) => {
    asked += 1;
    if (isAway) throw new TypeError("no server");
    const request = typeof asking === "string" ? new Request(asking) : asking;
    if (request.url.endsWith("/api/session")) return json({ authentication: "on", who: null, refusal: null });
    if (request.method === "POST") return json({ code: codes.shift() ?? "", expires_at: "", poll_seconds: 2 }, status);
    return json({ state, code: "", expires_at: null });
  });
});

afterEach(() => {
  screen.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const json = (body: unknown, code = 200) => new Response(JSON.stringify(body), { status: code });

async function shown(seconds: number) {
  await vi.advanceTimersByTimeAsync(seconds * 1000);
  return [screen.read().kind, screen.read().code];
}

test("a screen shows a code until somebody approves it, and then asks no more", async () => {
  screen.start();
  expect(await shown(60)).toEqual(["waiting", "AAA-AAA"]);
  state = "approved";
  expect(await shown(3)).toEqual(["approved", ""]);
  const before = asked;
  await shown(60);
  expect(asked).toBe(before);
});

test("a code that ends makes way for another, at once", async () => {
  screen.start();
  await shown(1);
  state = "expired";
  await vi.advanceTimersByTimeAsync(2000);
  state = "waiting";
  expect(await shown(1)).toEqual(["waiting", "BBB-BBB"]);
});

test("a refusal is said, and another code follows", async () => {
  screen.start();
  await shown(1);
  state = "refused";
  expect(await shown(3)).toEqual(["refused", ""]);
  state = "waiting";
  expect(await shown(31)).toEqual(["waiting", "BBB-BBB"]);
});

test("a server that is away is said, and the screen goes on when it is back", async () => {
  isAway = true;
  screen.start();
  expect(await shown(60)).toEqual(["away", ""]);
  expect(asked).toBeLessThan(15);
  isAway = false;
  expect(await shown(6)).toEqual(["waiting", "AAA-AAA"]);
});

test("where too many ask, a screen comes again in a minute", async () => {
  status = 429;
  screen.start();
  expect(await shown(30)).toEqual(["crowded", ""]);
  expect(asked).toBe(1);
  status = 200;
  expect(await shown(31)).toEqual(["waiting", "BBB-BBB"]);
});
