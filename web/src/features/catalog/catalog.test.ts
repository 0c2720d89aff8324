import { expect, test } from "vitest";
import { makeBoard } from "../../../fixtures/boards";
import { makeCatalog } from "../../../fixtures/catalog-pages";
import { arrange, countOf, linesOf } from "./arrange";
import { COLUMN_KEYS } from "./column-keys";
import { COLUMNS, fittingColumns } from "./columns";
import { isFiltering, PLAIN_VIEW, searchOf, sortedBy, type View, viewOf } from "./view";
import { linesText, standingOf } from "./words";

const NOW = Date.parse("2026-11-27T09:00:00Z");
const { metrics } = makeCatalog(makeBoard(NOW, { red: 2, amber: 3, stale: 2, normal: 13 }), NOW);

function shown(some: Partial<View>) {
  return arrange(metrics, { ...PLAIN_VIEW, ...some });
}

test("an address says all of a view, and a view gives the same address again", () => {
  const address = {
    q: "card",
    area: "cards,payments",
    status: "red,stale",
    sort: "-takes,name",
    cols: "status,code",
    group: 1,
  };
  const view = viewOf(address);
  expect(view.sort).toEqual([
    { key: "takes", descending: true },
    { key: "name", descending: false },
  ]);
  expect(searchOf(view)).toEqual(address);
  expect(searchOf(PLAIN_VIEW)).toEqual({});
});

test("what an address has mistyped is left out, and a number is a text", () => {
  const view = viewOf({ q: 404, status: "red,purple", sort: "-colour", cols: "nothing", retired: "no" });
  expect(view).toEqual({ ...PLAIN_VIEW, text: "404", conditions: ["red"] });
});

test("retired metrics are shown when somebody asks for them, or for their stage", () => {
  expect(shown({}).some((metric) => metric.retired)).toBe(false);
  expect(shown({ retired: true }).filter((metric) => metric.retired)).toHaveLength(2);
  expect(shown({ stages: ["retired"] })).toHaveLength(2);
});

test("each word of the search stands somewhere in a metric, whatever its accents and case", () => {
  const [first] = metrics;
  if (!first) throw new Error("no metric");
  const named = { ...first, name: "Opérations à risque", owner: "zoé.martin@bank.example" };
  const found = (text: string) => arrange([named], { ...PLAIN_VIEW, text }).length;
  expect(["operations RISQUE", "zoe", first.code.toLowerCase(), "operations unknown"].map(found)).toEqual([1, 1, 1, 0]);
});

test("an area holds those below it, and no capital hides one", () => {
  const [first] = metrics;
  if (!first) throw new Error("no metric");
  const some = ["payments", "payments/cards", "payments_old"].map((area) => ({ ...first, area }));
  const found = (area: string) => arrange(some, { ...PLAIN_VIEW, areas: [area] }).map((metric) => metric.area);
  expect(found("Payments")).toEqual(["payments", "payments/cards"]);
  expect(found("payments/cards")).toEqual(["payments/cards"]);
});

test("every kind of choice must fit, any of its values is enough", () => {
  const areas = ["cards", "payments"];
  const some = shown({ areas, conditions: ["red", "amber"] });
  expect(some.length).toBeGreaterThan(0);
  expect(some.every(({ area, class: tile }) => areas.includes(area) && (tile === "red" || tile === "amber"))).toBe(
    true,
  );
  expect(shown({ owners: ["none"] }).every((metric) => metric.owner === null)).toBe(true);
  expect(countOf(shown({}), "no-data")).toBe(1);
  expect([isFiltering(PLAIN_VIEW), isFiltering({ ...PLAIN_VIEW, areas })]).toEqual([false, true]);
});

test("without a choice the order is that of the wall; what has no value stands last in either direction", () => {
  expect(shown({}).map((metric) => metric.code)).toEqual(
    metrics.filter((metric) => !metric.retired).map((metric) => metric.code),
  );
  for (const descending of [true, false]) {
    const values = shown({ sort: [{ key: "value", descending }] }).map((metric) => metric.value);
    expect(values.at(-1)).toBe(null);
    const known = values.filter((value) => value !== null);
    expect(known).toEqual([...known].sort((first, second) => (descending ? second - first : first - second)));
  }
});

test("a second column decides where the first one is equal", () => {
  const rows = shown({
    sort: [
      { key: "area", descending: false },
      { key: "priority", descending: false },
      { key: "name", descending: true },
    ],
  });
  const cards = rows.filter((metric) => metric.area === "cards" && metric.priority === rows[0]?.priority);
  expect(rows[0]?.area).toBe("cards");
  const names = cards.map((metric) => metric.name);
  expect(names).toEqual([...names].sort((first, second) => second.localeCompare(first, "en")));
});

test("a click sorts, a second one turns it round, a third one ends it; with Shift behind the others", () => {
  const once = sortedBy([], "takes", true, false);
  expect(once).toEqual([{ key: "takes", descending: true }]);
  const both = sortedBy(once, "name", false, true);
  expect(both.map((each) => each.key)).toEqual(["takes", "name"]);
  expect(sortedBy(both, "takes", true, true)[0]).toEqual({ key: "takes", descending: false });
  expect(sortedBy(once, "takes", true, false)).toEqual([{ key: "takes", descending: false }]);
  expect(sortedBy([{ key: "takes", descending: false }], "takes", true, false)).toEqual([]);
});

test("areas have a heading with their numbers, in the order of their names", () => {
  const lines = linesOf(shown({}), true);
  const headings = lines.flatMap((line) => (line.kind === "area" ? [line] : []));
  expect(headings.map(({ area }) => area)).toEqual([...headings.map(({ area }) => area)].sort());
  expect(headings.reduce((sum, { count }) => sum + count, 0)).toBe(shown({}).length);
  expect(lines).toHaveLength(shown({}).length + headings.length);
});

test("columns that find no room go, the least important first; name, status and value never", () => {
  const usual = (width: number) => fittingColumns({ columns: null, grouped: false }, width);
  const widest = usual(4000);
  expect(widest).toEqual(COLUMN_KEYS.filter((key) => COLUMNS[key].rank !== null));
  for (const width of [1856, 1300, 900, 700]) {
    const keys = usual(width);
    const needed = keys.reduce((sum, key) => sum + COLUMNS[key].least + 14, 0) + 40;
    expect(needed).toBeLessThanOrEqual(width);
    expect(keys).toEqual(expect.arrayContaining(["status", "name", "value"]));
  }
  expect(usual(700)).not.toContain("audit");
  expect(fittingColumns({ columns: ["file"], grouped: false }, 1200)).toEqual(["name", "file"]);
  expect(fittingColumns({ columns: null, grouped: true }, 4000)).not.toContain("area");
});

test("a metric says how it stands by a shape and a word, and what else is to be known", () => {
  const [red] = metrics;
  if (!red) throw new Error("no metric");
  expect(standingOf(red)).toEqual({ glyph: "red", word: "red", remark: null });
  expect(standingOf({ ...red, health: "error" })).toEqual({ glyph: "error", word: "failing", remark: "red" });
  expect(standingOf({ ...red, value: null, health: "no_data" }).word).toBe("no data");
  expect(shown({ retired: true }).slice(-1).map(standingOf)).toEqual([
    { glyph: "empty", word: "retired", remark: null },
  ]);
  expect(linesText({ ...red, norm: "max 5.0 %", alert: "max 8.0 %" })).toBe("max 5.0 %, red 8.0 %");
  expect(linesText({ ...red, norm: null, alert: null })).toBe("");
});
