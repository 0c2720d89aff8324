import { expect, test } from "vitest";
import { advance, type LiveEvent, NOTHING_YET } from "@/api/live-state";
import { makeBoard } from "../../fixtures/boards";
import { makesOld } from "./makes-old";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const start = advance(NOTHING_YET, { kind: "board", board: makeBoard(NOW, { normal: 1 }), at: NOW });
const after = (...events: LiveEvent[]) => events.reduce(advance, start);

test("what stands beside the board is asked for again when database or server come back, and with a new board", () => {
  const away = after({ kind: "database", database: "down", at: NOW });
  expect(makesOld(start, away)).toBe(false);
  expect(makesOld(away, advance(away, { kind: "database", database: "up", at: NOW }))).toBe(true);
  const missed = after({ kind: "missed", at: NOW });
  expect(makesOld(missed, advance(missed, { kind: "sign", at: NOW }))).toBe(true);
  const board = { ...makeBoard(NOW, { normal: 1 }), board_version: 18 };
  expect(makesOld(start, after({ kind: "board", board, at: NOW }))).toBe(true);
  expect(makesOld(start, after({ kind: "sign", at: NOW }))).toBe(false);
});
