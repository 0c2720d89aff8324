// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const KEY = "heartbeat-watch";
let store: typeof import("./watch-store");

beforeEach(async () => {
  localStorage.clear();
  vi.resetModules();
  store = await import("./watch-store");
});

afterEach(() => vi.restoreAllMocks());

test("stars and lists survive a reload", async () => {
  store.changeWatch((watch) => store.toggleStar(watch, "card_spend"));
  store.changeWatch((watch) => store.putList(watch, { name: "Treasury", metrics: ["deposits", "liquidity"] }));
  vi.resetModules();
  const anew = await import("./watch-store");
  expect(anew.readWatch()).toEqual({
    starred: ["card_spend"],
    lists: [{ name: "Treasury", metrics: ["deposits", "liquidity"] }],
  });
});

test.each([
  ["{nonsense", []],
  ["null", []],
  ["[1, 2]", []],
  ['{"starred": "card_spend", "lists": 7}', []],
  ['{"starred": ["deposits", 7, null, "deposits"], "lists": [null, {"name": ""}, {"name": "A"}]}', ["deposits"]],
])("what nobody can read in the storage is left out: %s", (text, starred) => {
  localStorage.setItem(KEY, text);
  expect(store.readWatch()).toEqual({ starred, lists: [] });
});

test("a change in another tab is not lost by one in this", () => {
  store.changeWatch((watch) => store.toggleStar(watch, "one"));
  localStorage.setItem(KEY, '{"starred": ["one", "two"], "lists": []}');
  store.changeWatch((watch) => store.toggleStar(watch, "three"));
  expect(JSON.parse(localStorage.getItem(KEY) ?? "").starred).toEqual(["one", "two", "three"]);
});

test("a browser without storage keeps them while the page is open", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  store.changeWatch((watch) => store.toggleStar(watch, "one"));
  store.changeWatch((watch) => store.toggleStar(watch, "two"));
  expect(store.readWatch().starred).toEqual(["one", "two"]);
});

test("a list is renamed in its place, replaced under its name, and removed whatever its capitals", () => {
  const { putList, dropList } = store;
  let watch = putList({ starred: [], lists: [] }, { name: "Treasury", metrics: ["a"] });
  watch = putList(watch, { name: "  Risk   and more ", metrics: ["b"] });
  watch = putList(watch, { name: "Cash", metrics: ["a", "c"] }, "Treasury");
  expect(watch.lists.map((each) => each.name)).toEqual(["Cash", "Risk and more"]);
  watch = putList(watch, { name: "CASH", metrics: ["d"] });
  expect(watch.lists.map((each) => [each.name, each.metrics.join()])).toEqual([
    ["CASH", "d"],
    ["Risk and more", "b"],
  ]);
  expect(dropList(watch, "cash").lists.map((each) => each.name)).toEqual(["Risk and more"]);
});

test("a name that is taken gets a number", () => {
  const lists = [
    { name: "Treasury", metrics: [] },
    { name: "Treasury 2", metrics: [] },
  ];
  expect(store.freeName(lists, "treasury")).toBe("treasury 3");
  expect(store.freeName(lists, " ")).toBe("My list");
  expect(store.freeName(lists, "x".repeat(99))).toHaveLength(store.LONGEST_NAME);
});
