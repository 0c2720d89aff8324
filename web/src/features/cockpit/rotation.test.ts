import { expect, test } from "vitest";
import { makeBoard } from "../../../fixtures/boards";
import { areaOf, isInterrupted, millisecondsOf, pagesOf, partOf, type Rotation, tick, turn } from "./rotation";

const board = makeBoard(Date.now(), { red: 2, amber: 1, normal: 9 });
const start: Rotation = { page: 0, turnedAt: 0 };
const EVERY = millisecondsOf(60);

/** A tick each second, as the wall has it. */
function run(from: Rotation, seconds: number, held: (second: number) => boolean = () => false): Rotation {
  let rotation = from;
  for (let second = 1; second <= seconds; second++) {
    rotation = tick(rotation, { at: second * 1000, every: EVERY, held: held(second) });
  }
  return rotation;
}

test("areas are taken in the order of the address, each once, and what nobody has is named", () => {
  expect(pagesOf(board, "risk, Payments,risk,,moon")).toEqual({ areas: ["risk", "payments"], unknown: ["moon"] });
  expect(pagesOf(board, "all").areas).toEqual(["clients", "finance", "payments", "risk"]);
  expect(pagesOf(board, "moon,sun")).toEqual({ areas: [], unknown: ["moon", "sun"] });
  expect(pagesOf(board, undefined)).toEqual({ areas: [], unknown: [] });
});

test("a folder is a page of all that lies below it, and no metric is on two pages of all", () => {
  const areas = ["Loans/cards", "loans/homes", "risk", "risk/credit"];
  const metrics = board.metrics.map((metric, at) => ({ ...metric, area: areas[at % areas.length] ?? "" }));
  const folders = { ...board, metrics };
  expect(pagesOf(folders, "LOANS,risk,risk/credit,loan")).toEqual({
    areas: ["Loans", "risk", "risk/credit"],
    unknown: ["loan"],
  });
  const codes = (area: string) => partOf(folders, area).board.metrics.map((metric) => metric.code);
  expect(codes("Loans")).toEqual(metrics.filter(({ area }) => /^loans/i.test(area)).map(({ code }) => code));
  const all = pagesOf(folders, "all").areas;
  expect(all).toEqual(["Loans/cards", "loans/homes", "risk"]);
  expect(all.flatMap(codes).sort()).toEqual(metrics.map(({ code }) => code).sort());
});

test("a page turns when its time is over, and begins again after the last one", () => {
  const pages = pagesOf(board, "risk,payments");
  expect(areaOf(pages, run(start, 59).page)).toBe("risk");
  expect(areaOf(pages, run(start, 60).page)).toBe("payments");
  expect(areaOf(pages, run(start, 120).page)).toBe("risk");
});

test("a page that is held has its whole time again", () => {
  const held = (second: number) => second >= 50 && second <= 300;
  expect(run(start, 300, held).page).toBe(0);
  expect(run(start, 359, held).page).toBe(0);
  expect(run(start, 360, held).page).toBe(1);
});

test("a hand turns both ways, also before the first page", () => {
  const pages = pagesOf(board, "risk,payments,clients");
  expect(areaOf(pages, turn(start, -1, 0).page)).toBe("clients");
  expect(areaOf(pages, turn(start, 4, 0).page)).toBe("payments");
});

test("a new red interrupts for two minutes; a wall that has seen none is not interrupted", () => {
  expect(isInterrupted(0, 5000)).toBe(false);
  expect(isInterrupted(1_000_000, 1_119_999)).toBe(true);
  expect(isInterrupted(1_000_000, 1_120_000)).toBe(false);
});

test("a page counts its own reds, and those that it does not show", () => {
  const part = partOf(board, "payments");
  expect(part.board.counts.red + part.redElsewhere).toBe(board.counts.red);
  expect(part.redElsewhere).toBe(1);
  expect(partOf(board, null)).toEqual({ board, redElsewhere: 0 });
});

test("nobody can read a wall that turns each second", () => {
  expect([millisecondsOf(undefined), millisecondsOf(45), millisecondsOf(1)]).toEqual([60_000, 45_000, 5000]);
});
