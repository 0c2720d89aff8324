// @vitest-environment jsdom
import { act, cleanup, render, renderHook, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Board } from "@/api/board";
import { live } from "@/api/live";
import { makeBoard } from "../../../fixtures/boards";
import { PageName } from "./page-name";
import { usePausing } from "./pausing";
import { useRotation } from "./use-rotation";

const calm = makeBoard(Date.now(), { amber: 1, normal: 11 });

/** The living board is one for all tests: each begins an hour after the one before. */
let hour = Date.now();

beforeEach(async () => {
  hour += 3_600_000;
  vi.useFakeTimers({ now: hour });
  await serve(calm);
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The server has this board, and the page asks for it. */
async function serve(board: Board): Promise<void> {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(board)));
  await act(() => live.refresh());
}

const wait = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));
const press = (key: string) => act(() => void window.dispatchEvent(new KeyboardEvent("keydown", { key })));

function show(pages: string) {
  return renderHook(() => {
    usePausing();
    return useRotation(calm, { tv: 1, pages, every: 30 });
  });
}

test("pages turn, a hand turns them on, and P holds them until it is pressed again", () => {
  const { result } = show("risk,payments");
  const area = () => result.current?.sign?.area;
  expect(area()).toBe("risk");
  expect(new Set(result.current?.board.metrics.map((metric) => metric.area))).toEqual(new Set(["risk"]));
  wait(31);
  expect(area()).toBe("payments");
  press("p");
  wait(120);
  expect(area()).toBe("payments");
  press("ChannelUp");
  expect(area()).toBe("risk");
  press("MediaPlayPause");
  wait(31);
  expect(area()).toBe("payments");
});

test("a new red anywhere brings the whole wall for two minutes", async () => {
  const { result } = show("risk");
  expect(result.current?.board.metrics.length).toBeLessThan(calm.metrics.length);
  const metrics = calm.metrics.map((each, at) => (at === 5 ? { ...each, class: "red" as const } : each));
  await serve({ ...calm, metrics });
  wait(1);
  expect(result.current?.sign).toMatchObject({ area: null, interrupted: true });
  expect(result.current?.board.metrics.length).toBe(calm.metrics.length);
  wait(118);
  expect(result.current?.sign?.interrupted).toBe(true);
  wait(3);
  expect(result.current?.sign).toMatchObject({ area: "risk", interrupted: false });
});

test("an address of unknown areas shows the whole wall and says so beside its name", () => {
  const { result } = show("moon, sun");
  expect(result.current?.board).toBe(calm);
  const sign = result.current?.sign;
  if (!sign) throw new Error("there is a sign");
  render(<PageName company="Aurora Bank" sign={sign} />);
  expect(screen.getByText("no area moon, sun")).toBeDefined();
  expect(screen.getByText("All areas")).toBeDefined();
});
