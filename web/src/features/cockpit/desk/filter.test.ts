import { describe, expect, test } from "vitest";
import { makeBoard } from "../../../../fixtures/boards";
import { type Filter, filterBoard, filterOf, isFiltering, NO_FILTER, readFilterSearch, searchOf } from "./filter";

const board = makeBoard(Date.now(), { red: 3, amber: 4, stale: 2, normal: 26 });

function codes(wish: Partial<Filter>, starred: string[] = []): string[] {
  return filterBoard(board, { ...NO_FILTER, ...wish }, starred).board.metrics.map((metric) => metric.code);
}

describe("what a text finds", () => {
  test.each([
    ["coll", ["COLL"]],
    ["collateral CARD", ["COLL"]],
    ["operation", ["FXEX"]],
    ["OPÉRATION", ["FXEX"]],
    ["открытые", ["TKTS"]],
    ["ОТКРЫТЫЕ", ["TKTS"]],
    ["χρονος", ["HIRE"]],
    ["metric 34", ["FXEX"]],
    ["nothing like it", []],
  ])("%s", (text, found) => {
    expect(codes({ text })).toEqual(found);
  });

  test("also an area or an owner", () => {
    expect(codes({ text: "finance" })).toEqual(board.metrics.filter((m) => m.area === "finance").map((m) => m.code));
    expect(codes({ text: "sam okafor" })).toEqual(codes({ text: "s.okafor@aurora" }));
    expect(codes({ text: "okafor" })).toHaveLength(board.metrics.filter((m) => m.owner?.startsWith("s.okafor")).length);
  });
});

test("choices of one kind add up, kinds narrow each other down", () => {
  const found = codes({ areas: ["payments", "risk"], conditions: ["red", "stale"] });
  const expected = board.metrics.filter((m) => ["payments", "risk"].includes(m.area) && /red|stale/.test(m.class));
  expect(found).toEqual(expected.map((metric) => metric.code));
  expect(found.length).toBeGreaterThan(2);
});

test("an owner is known by name, and nobody is an owner too", () => {
  expect(codes({ owners: ["katrin.meyer"] })).toEqual(codes({ owners: ["katrin.meyer@aurora.example"] }));
  const orphaned = { ...board, metrics: board.metrics.map((m, at) => (at === 5 ? { ...m, owner: null } : m)) };
  const found = filterBoard(orphaned, { ...NO_FILTER, owners: ["none"] }, []).board.metrics;
  expect(found.map((metric) => metric.code)).toEqual([board.metrics[5]?.code]);
});

test("failing and unverified are found whatever their status", () => {
  const touched = board.metrics.map((m, at) =>
    at === 0 ? { ...m, health: "error" as const } : at === 9 ? { ...m, verification_state: "changed" as const } : m,
  );
  const filter = { ...NO_FILTER, conditions: ["failing", "unverified"] as Filter["conditions"] };
  const found = filterBoard({ ...board, metrics: touched }, filter, []).board.metrics;
  expect(found.map((m) => m.code)).toEqual(
    touched.filter((m, at) => at === 0 || m.verification_state !== "verified").map((m) => m.code),
  );
});

test("stars are of this browser, a list is of its address", () => {
  expect(codes({ starred: true }, ["metric_3", "metric_0", "gone"])).toEqual(["COLL", "AMLQ"]);
  expect(codes({ watch: { name: "Two", codes: ["AMLQ", "metric_0", "GONE"] } })).toEqual(["COLL", "AMLQ"]);
});

test("counts are of what is shown, and hidden reds are counted", () => {
  const { board: shown, total, hiddenReds } = filterBoard(board, { ...NO_FILTER, areas: ["payments"] }, []);
  expect(total).toBe(35);
  expect(shown.counts.red + shown.counts.amber + shown.counts.green).toBe(shown.metrics.length);
  expect(hiddenReds).toBe(3 - shown.counts.red);
  expect(hiddenReds).toBeGreaterThan(0);
});

test("without a filter the board is the same one", () => {
  expect(filterBoard(board, NO_FILTER, []).board).toBe(board);
  expect(isFiltering(NO_FILTER)).toBe(false);
});

describe("an address", () => {
  test("carries every filter there and back", () => {
    const filter: Filter = {
      text: "1e5",
      areas: ["payments", "risk"],
      owners: ["katrin.meyer@aurora.example"],
      conditions: ["red", "unverified"],
      starred: true,
      watch: { name: "Treasury", codes: ["CCUN", "PVOL"] },
    };
    expect(filterOf({ ...searchOf(filter) })).toEqual(filter);
  });

  test("is read as far as it can be understood", () => {
    expect(readFilterSearch({ q: 404, status: "red,purple", starred: "yes", area: ["x"], dim: "19-07" })).toEqual({
      q: "404",
      status: "red",
    });
    expect(readFilterSearch({ starred: true, area: " payments,,payments " })).toEqual({ starred: 1, area: "payments" });
    expect(readFilterSearch({ name: "Nothing" })).toEqual({});
  });

  test("holds a list of two hundred metrics", () => {
    const many = Array.from({ length: 200 }, (_, at) => `M${String(at).padStart(3, "0")}`);
    const search = searchOf({ ...NO_FILTER, watch: { name: "All", codes: many } });
    expect(search.watch?.length).toBeLessThan(1100);
    expect(filterOf({ ...search }).watch?.codes).toEqual(many);
  });
});
