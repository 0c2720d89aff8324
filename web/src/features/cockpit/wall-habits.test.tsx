// @vitest-environment jsdom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeBoard } from "../../../fixtures/boards";
import { useNormalPage } from "./use-normal-page";
import { useWallKeys } from "./use-wall-keys";

const board = makeBoard(Date.now(), { red: 1, normal: 2 });
// This environment lacks it.
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = "";
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function draw(...codes: string[]): void {
  document.body.innerHTML = codes.map((code) => `<a href="/" data-tile="${code}">${code}</a>`).join("");
}

const tile = (code: string) => document.querySelector<HTMLElement>(`[data-tile=${code}]`);
const press = (key: string) => window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
const wait = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));

test("a tile that moved to another band keeps the focus, one that was left by hand does not", () => {
  draw("COLL", "OPAP");
  const { rerender } = renderHook(({ now }) => useWallKeys(now), { initialProps: { now: board } });
  tile("OPAP")?.focus();
  draw("OPAP", "COLL");
  rerender({ now: { ...board } });
  expect(document.activeElement).toBe(tile("OPAP"));
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  draw("COLL", "OPAP");
  rerender({ now: { ...board } });
  expect(document.activeElement).toBe(document.body);
});

test("arrows scroll a narrow page until a tile is in focus; on a wall they start at the first tile", () => {
  draw("COLL", "OPAP");
  renderHook(() => useWallKeys(board));
  window.innerWidth = 900;
  press("ArrowDown");
  expect(document.activeElement).toBe(document.body);
  window.innerWidth = 1920;
  press("ArrowDown");
  expect(document.activeElement).toBe(tile("COLL"));
});

test("pages of normal tiles turn on a minute after the last touch, and are remembered", () => {
  const first = renderHook(() => useNormalPage(3));
  wait(20);
  expect(first.result.current).toBe(1);
  press("ArrowRight");
  wait(50);
  expect(first.result.current).toBe(1);
  wait(15);
  expect(first.result.current).toBe(2);
  first.unmount();
  expect(renderHook(() => useNormalPage(3)).result.current).toBe(2);
});
