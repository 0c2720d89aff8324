// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { makeBoard } from "../../fixtures/boards";
import type { Board } from "./board";
import { Live } from "./live";
import type { LiveEvent } from "./live-state";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const board = makeBoard(Date.now(), { red: 1, normal: 2 });
const newer: Board = { ...board, board_version: board.board_version + 1 };
const json = (body: unknown, etag = "") => new Response(JSON.stringify(body), { headers: etag ? { etag } : {} });

/** Questions for the board, each to be answered by the test; `known` is what each said that it has. */
function holdAnswers(): { answer: ((response: Response) => void)[]; known: (string | undefined)[] } {
  const [answer, known]: [((response: Response) => void)[], (string | undefined)[]] = [[], []];
  vi.stubGlobal("fetch", (_: string, init?: RequestInit) => {
    known.push((init?.headers as Record<string, string> | undefined)?.["if-none-match"]);
    return new Promise<Response>((resolve) => answer.push(resolve));
  });
  return { answer, known };
}

test("a slow answer never takes the place of a newer board", async () => {
  const { answer, known } = holdAnswers();
  const live = new Live();
  const [first, second] = [live.refresh(), live.refresh()];
  answer[1]?.(json(newer, "new"));
  await second;
  answer[0]?.(json(board, "old"));
  await first;
  expect(live.read().board?.board_version).toBe(newer.board_version);
  void live.refresh();
  expect(known.at(-1)).toBe("new");
});

test("an answer that was on its way brings no numbers back to whoever has left", async () => {
  const { answer } = holdAnswers();
  const live = new Live();
  const asked = live.refresh();
  live.drop();
  answer[0]?.(json(board));
  await asked;
  expect(live.read().board).toBeNull();
});

test("a tab that was told of a board by another does not confirm the one that it asked for itself before", async () => {
  let tell = (_: LiveEvent): void => undefined;
  const channel = class {
    close = () => undefined;
    set onmessage(listen: (event: { data: LiveEvent }) => void) {
      tell = (data) => listen({ data });
    }
  };
  vi.stubGlobal("BroadcastChannel", channel);
  vi.stubGlobal("navigator", { locks: { request: () => new Promise(() => undefined) } });
  const { answer, known } = holdAnswers();
  const live = new Live();
  live.start();
  answer[0]?.(json(board, "own"));
  await vi.waitFor(() => expect(live.read().board).not.toBeNull());
  tell({ kind: "board", board: newer, at: Date.now() });
  void live.refresh();
  expect(known.at(-1)).toBeUndefined();
  live.stop();
});

test("a board that is confirmed is confirmed with what it says of the database", async () => {
  vi.useFakeTimers();
  // A stream that tells of an outage and ends; those after it end at once.
  const opened = ['event: database\ndata: {"database": "down"}\n\n'];
  vi.stubGlobal("fetch", async (asked: string | Request, init?: RequestInit) => {
    if (asked === "/api/events") return new Response(opened.shift() ?? null, { status: 200 });
    if (asked !== "/api/cockpit") throw new TypeError("no server");
    const known = (init?.headers as Record<string, string> | undefined)?.["if-none-match"];
    return known ? new Response(null, { status: 304 }) : json(board, "same");
  });
  const live = new Live();
  live.start();
  await vi.advanceTimersByTimeAsync(1000);
  expect(live.read().database).toBe("down");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(live.read().database).toBe("up");
  live.stop();
});
