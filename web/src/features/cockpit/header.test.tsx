// @vitest-environment jsdom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { live } from "@/api/live";
import { makeBoard } from "../../../fixtures/boards";
import { Header } from "./header";

const DAY = 86_400_000;

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a kept board of yesterday is connecting until the server says that it has no newer one", async () => {
  const board = makeBoard(Date.now() - DAY, { red: 1, normal: 2 });
  render(<Header board={board} />);
  expect(screen.getByText(/ago, connecting/)).toBeDefined();
  expect(screen.queryByText(/although the server answers/)).toBeNull();
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify(board)));
  await act(() => live.refresh());
  expect(screen.getByText(/although the server answers/)).toBeDefined();
});
