import { expect, test } from "vitest";
import type { AuditPage, Cut, Part, Snapshot } from "@/api/audit";
import { arrange } from "./arrange";
import { hasRows } from "./has-rows";
import { highlightPython } from "./highlight-python";
import { daysText, entryMarks, isUnattended, pageDays, pageSentence, progressOf } from "./page-words";
import { searchFor, windowOf } from "./view";

const NOW = Date.parse("2026-11-28T10:00:00Z");

function cut(id: string, some: Partial<Cut> = {}): Cut {
  return {
    cut_id: id,
    page: "revenue",
    page_title: "Revenue",
    title: id,
    chart: "bar",
    windows: ["90d"],
    window_default: "90d",
    how_to_read_html: "",
    methodology_html: null,
    sources: [],
    metrics: [],
    owner: null,
    owner_name: null,
    verification_state: "verified",
    verified: null,
    file: `cuts/${id}.py`,
    git_commit: null,
    deployed_at: "2026-11-01T00:00:00Z",
    window: "90d",
    window_words: "90 days",
    is_other_window: false,
    edit_version: "1",
    module: "",
    snapshot: snapshot(),
    failure: null,
    refresh: null,
    ...some,
  };
}

function snapshot(some: Partial<Snapshot> = {}): Snapshot {
  return {
    payload: {} as Snapshot["payload"],
    chart: "bar",
    computed_at: "2026-11-28T09:00:00Z",
    source_as_of: null,
    window_start: "2026-08-30T00:00:00Z",
    window_end: "2026-11-28T00:00:00Z",
    seconds: 1,
    is_outdated: false,
    ...some,
  };
}

function pageOf(...cuts: Cut[]): AuditPage {
  const computed = cuts.flatMap((each) => (each.snapshot ? [each.snapshot.computed_at] : [])).toSorted();
  return {
    page: "revenue",
    title: "Revenue",
    file: null,
    window: "90d",
    windows: [{ key: "90d", words: "90 days" }],
    parts: cuts.map((each): Part => ({ kind: "cut", cut: each })),
    computed_at: computed[0] ?? null,
    refreshing: cuts.filter((each) => each.refresh).length,
  };
}

const drawn = (id: string, chart: string) => cut(id, { chart, snapshot: snapshot({ chart }) });
const failure = { code: "cut-failed", message: "no", hint: "", tried_at: "2026-11-28T09:30:00Z" };
const laid = (...parts: Part[]) =>
  arrange(parts).map((row) => (row.kind === "prose" ? "words" : row.cuts.map(({ cut_id }) => cut_id).join("+")));
const asPart = (each: Cut): Part => ({ kind: "cut", cut: each });

test("two charts that bear half the width stand beside each other, and words end a line", () => {
  const words: Part = { kind: "prose", html: "<p>…</p>" };
  const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => asPart(drawn(id, "funnel"))) as [Part, Part, Part, Part];
  expect(laid(a, b, words, c, d)).toEqual(["a+b", "words", "c+d"]);
  expect(laid(a, words, b)).toEqual(["a", "words", "b"]);
});

test("what needs the width has a line of its own, and so has a chart of the workspace", () => {
  const half = asPart(drawn("half", "bar"));
  expect(laid(asPart(drawn("wide", "sankey")), half, asPart(drawn("own", "ring")))).toEqual(["wide", "half", "own"]);
  expect(laid(asPart(cut("none", { chart: "table", snapshot: null })), half, half)).toEqual(["none", "half+half"]);
});

test("of an odd number the one over time has the line, and the order stays", () => {
  const charts = (...names: string[]) => names.map((name, index) => asPart(drawn(`${index}${name}`, name)));
  expect(laid(...charts("line", "funnel", "scatter"))).toEqual(["0line", "1funnel+2scatter"]);
  expect(laid(...charts("funnel", "line", "scatter"))).toEqual(["0funnel+1line", "2scatter"]);
  expect(laid(...charts("funnel", "bar", "area", "funnel", "funnel"))).toEqual([
    "0funnel+1bar",
    "2area",
    "3funnel+4funnel",
  ]);
});

test("the sentence of a page begins with what is wrong, and says how old the rest is", () => {
  expect(pageSentence(pageOf(cut("a"), cut("b")), NOW)).toEqual({ lead: "Computed 1 h ago.", rest: "", isLoud: false });
  const old = cut("b", { snapshot: snapshot({ computed_at: "2026-11-26T10:00:00Z" }) });
  expect(pageSentence(pageOf(cut("a"), old), NOW).lead).toBe("The oldest was computed 2 d ago.");
  expect(pageSentence(pageOf(cut("a"), cut("b", { failure })), NOW)).toEqual({
    lead: "1 of 2 cuts could not be computed.",
    rest: "Computed 1 h ago.",
    isLoud: true,
  });
  const missing = cut("a", { snapshot: null, verification_state: "unverified" });
  expect(pageSentence(pageOf(missing), NOW)).toEqual({
    lead: "Nothing of it is computed yet.",
    rest: "Nobody has verified any of it.",
    isLoud: false,
  });
  expect(pageSentence(pageOf(missing, cut("b")), NOW).lead).toBe("1 of 2 cuts not computed yet.");
});

test("days are named with the year once, and those of the page come from a cut of its window", () => {
  expect(daysText(cut("a"), "UTC")).toBe("30 Aug to 28 Nov 2026");
  const year = snapshot({ window_start: "2025-11-28T00:00:00Z" });
  expect(daysText(cut("a", { snapshot: year }), "UTC")).toBe("28 Nov 2025 to 28 Nov 2026");
  expect(daysText(cut("a", { snapshot: null }), "UTC")).toBeNull();
  const other = cut("a", { is_other_window: true, snapshot: year });
  expect(pageDays(pageOf(other, cut("b")), "UTC")).toBe("30 Aug to 28 Nov 2026");
  expect(pageDays(pageOf(other), "UTC")).toBeNull();
});

test("a request goes on while anything of it waits, and ends with what came of it", () => {
  const asked = {
    requested_at: "2026-11-28T09:20:00Z",
    cuts: [
      { cut_id: "a", windows: ["90d"] },
      { cut_id: "b", windows: ["90d"] },
    ],
  };
  const refresh = { state: "queued", requested_at: asked.requested_at } as const;
  const now = snapshot({ computed_at: "2026-11-28T09:21:00Z" });
  expect(progressOf(asked, pageOf(cut("a", { refresh }), cut("b", { refresh })))).toMatchObject({
    text: "0 of 2 computed",
    ended: false,
  });
  const half = pageOf(cut("a", { snapshot: now }), cut("b", { refresh }));
  expect(progressOf(asked, half)).toMatchObject({ text: "1 of 2 computed", ended: false });
  const good = pageOf(cut("a", { snapshot: now }), cut("b", { snapshot: now }));
  expect(progressOf(asked, good)).toMatchObject({ text: "2 computed", ended: true, failed: 0 });
  const bad = pageOf(cut("a", { snapshot: now }), cut("b", { failure }));
  expect(progressOf(asked, bad)).toMatchObject({ text: "1 computed, 1 failed", ended: true, failed: 1 });
  // The page that is on show may be from before the request.
  expect(progressOf(asked, pageOf(cut("a"), cut("b")))).toMatchObject({ text: "asked", ended: false });
});

test("a request that nothing takes for eight seconds is said to have no worker", () => {
  const waiting = (seconds: number, state: "queued" | "running") =>
    pageOf(cut("a", { refresh: { state, requested_at: new Date(NOW - seconds * 1000).toISOString() } }));
  expect(isUnattended(waiting(9, "queued"), NOW)).toBe(true);
  expect(isUnattended(waiting(7, "queued"), NOW)).toBe(false);
  expect(isUnattended(waiting(9, "running"), NOW)).toBe(false);
  expect(isUnattended(pageOf(cut("a")), NOW)).toBe(false);
});

test("the list of pages says what fails before what nobody has verified", () => {
  const entry = {
    page: "revenue",
    title: "Revenue",
    cuts: [
      { cut_id: "a", title: "A" },
      { cut_id: "b", title: "B" },
    ],
    windows: ["90d"],
    window_default: "90d",
    unverified: 1,
    failing: 1,
    oldest_computed_at: null,
  };
  expect(entryMarks(entry).map(({ text }) => text)).toEqual(["2 cuts", "1 failing", "1 not verified"]);
  expect(entryMarks({ ...entry, failing: 0, unverified: 2 }).map(({ text }) => text)).toEqual([
    "2 cuts",
    "none verified",
  ]);
  expect(entryMarks({ ...entry, failing: 0, unverified: 0 }).map(({ text }) => text)).toEqual([
    "2 cuts",
    "all verified",
  ]);
});

test("the window is kept on the way to a page that has it", () => {
  expect(windowOf({ window: "90d" })).toBe("90d");
  expect(windowOf({})).toBeNull();
  expect(searchFor(["30d", "90d"], "90d")).toEqual({ window: "90d" });
  expect(searchFor(["30d"], "90d")).toEqual({});
  expect(searchFor(["30d"], null)).toEqual({});
});

test("a chart of the workspace has a table only where its cut gives one", () => {
  const payload = (some: object) => some as Snapshot["payload"];
  expect(hasRows({ chart: "bar", payload: payload({}) })).toBe(true);
  expect(hasRows({ chart: "ring", payload: payload({ columns: [] }) })).toBe(false);
  expect(hasRows({ chart: "ring", payload: payload({ columns: ["a"] }) })).toBe(true);
});

test("a module is coloured with the SQL in it, and stays the same text", () => {
  const source = [
    '"""Fees."""',
    "import os  # why",
    'SQL = """',
    "select 'x' from a.b where d >= %(start)s",
    '"""',
    "@cached",
    "def compute(conn, *, window):",
    `    return {"unit": f"EUR", 'n': 1_000.5, "open`,
    "}",
  ].join("\n");
  const tokens = highlightPython(source);
  expect(tokens.map(({ text }) => text).join("")).toBe(source);
  const kindOf = (text: string) => tokens.find((token) => token.text === text)?.kind;
  expect(kindOf('"""Fees."""')).toBe("string");
  expect(kindOf("# why")).toBe("comment");
  expect(kindOf("select")).toBe("keyword");
  expect(kindOf("%(start)s")).toBe("parameter");
  expect(kindOf("@cached")).toBe("parameter");
  expect(kindOf("def")).toBe("keyword");
  expect(kindOf("compute")).toBe("word");
  expect(kindOf("1_000.5")).toBe("number");
});
