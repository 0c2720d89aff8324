// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EDGES } from "../../../../fixtures/charts/edge-payloads";
import { EXAMPLES } from "../../../../fixtures/charts/payloads";
import type { Colors } from "./colors";
import { luminance } from "./colors";
import { type CustomChart as Chart, CustomChart, type Format } from "./custom-chart";
import { areaDrawing } from "./kinds/area";
import { barDrawing, beyondTarget, lyingExtent } from "./kinds/bar";
import { painter } from "./kinds/cohort";
import { passages, steepest } from "./kinds/funnel";
import { histogramDrawing, markLanes, placeIn } from "./kinds/histogram";
import { lineDrawing } from "./kinds/line";
import { depths, sankeyDrawing } from "./kinds/sankey";
import { scatterDrawing } from "./kinds/scatter";
import { stackedBarDrawing } from "./kinds/stacked-bar";
import { standing, waterfallDrawing } from "./kinds/waterfall";
import { apart } from "./limit-lines";
import { styleOf } from "./number-words";
import type { Canvas, Drawing } from "./renderer";
import { assignSlots } from "./series-slots";
import { shared } from "./shares";
import { nextOrder, sortedRows } from "./table-order";
import { tipElement, tipSentence } from "./tip";
import { seriesNames } from "./use-series-slots";
import { placeAfter } from "./use-stops";

afterEach(cleanup);

const COLORS = { hues: Array.from({ length: 7 }, () => "#5b86f5"), surface: "#ffffff", text1: "#0e1621" } as Colors;
// biome-ignore lint/suspicious/noExplicitAny: each takes the payload of its own kind
const DRAWINGS: Record<string, (payload: any, canvas: Canvas) => Drawing> = {
  area: areaDrawing,
  bar: barDrawing,
  histogram: histogramDrawing,
  line: lineDrawing,
  sankey: sankeyDrawing,
  scatter: scatterDrawing,
  stacked_bar: stackedBarDrawing,
  waterfall: waterfallDrawing,
};

function canvas(names: string[], width = 900): Canvas {
  return { width, height: 340, colors: COLORS, slots: assignSlots([names]), locale: "en", hidden: new Set() };
}

describe.each([...EXAMPLES, ...EDGES].filter(({ kind }) => kind in DRAWINGS))("$kind: $title", ({ kind, payload }) => {
  it.each([320, 900, 1800])("has a place for every number on %d pixels", (width) => {
    const drawing = DRAWINGS[kind]?.(payload, canvas(seriesNames(payload), width));
    const text = JSON.stringify(drawing?.option);
    expect(text).not.toContain('"min":null');
    expect(JSON.stringify(drawing?.stops)).not.toMatch(/NaN|undefined|Infinity/);
    const count = "bars" in payload ? (payload.bars as unknown[]).length : null;
    if (count !== null) expect(drawing?.stops).toHaveLength(count);
  });
});

describe("what kinds reckon", () => {
  it("a waterfall goes on from where it stood, and a total stands on the ground", () => {
    const steps = standing([
      { label: "a", value: 40, role: "total" },
      { label: "b", value: -90, role: "change" },
      { label: "c", value: 30, role: "change" },
      { label: "d", value: -20, role: "total" },
    ]);
    expect(steps.map(({ from, to }) => [from, to])).toEqual([
      [0, 40],
      [40, -50],
      [-50, -20],
      [0, -20],
    ]);
  });

  it("a funnel tells the step that loses most", () => {
    const all = passages({ unit: "count", stages: [4, 3, 1, 1].map((value) => ({ label: "s", value })) });
    expect(all.map(({ ofFirst }) => ofFirst)).toEqual([1, 0.75, 0.25, 0.25]);
    expect(steepest(all)).toBe(2);
  });

  it("shares add up to one, and nothing is shared of nothing", () => {
    const parts = shared([
      { name: "a", values: [3, 0] },
      { name: "b", values: [1, 0] },
    ]);
    expect(parts.map(({ values }) => values)).toEqual([
      [0.75, null],
      [0.25, null],
    ]);
  });

  it("a mark lies within its bin in proportion", () => {
    const bins = [
      { low: null, high: 0, count: 1 },
      { low: 0, high: 100, count: 1 },
    ];
    expect([placeIn(bins, -5), placeIn(bins, 25), placeIn(bins, 100), placeIn(bins, 101)]).toEqual([
      0.5,
      1.25,
      2,
      null,
    ]);
    const marks = [23, 24].map((value) => ({ name: "a long name", value, tone: null }));
    const lanes = markLanes(marks, bins, { room: 300, style: styleOf("EUR", "en") });
    expect(lanes.map(({ lane }) => lane)).toEqual([0, 1]);
  });

  it("states of a Sankey stand as far right as their longest way", () => {
    const flow = (source: string, target: string) => ({ source, target, value: 1 });
    const nodes = ["a", "b", "c"].map((id) => ({ id, label: id }));
    const found = depths({ unit: "count", nodes, flows: [flow("a", "c"), flow("a", "b"), flow("b", "c")] });
    expect([...found]).toEqual([
      ["a", 0],
      ["b", 1],
      ["c", 2],
    ]);
  });

  it("letters on every shade of a heatmap can be read", () => {
    const values = Array.from({ length: 101 }, (_, at) => (at - 50) / 50);
    for (const surface of ["#10151c", "#ffffff"]) {
      const paint = painter([values], { heat: "#1f6fd0", cold: "#8c7a3c", surface });
      for (const value of values) {
        const { background = "#ffffff", color = "#000000" } = paint(value);
        const [low = 0, high = 0] = [luminance(background), luminance(color)].sort((one, other) => one - other);
        expect((high + 0.05) / (low + 0.05), `${background} ${color}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("names of lines that lie close are moved apart and stay inside", () => {
    expect(apart([10, 12, 14], 200)).toEqual([10, 28, 46]);
    expect(apart([190, 195], 200)).toEqual([182, 200]);
  });

  it("a lying bar has room for its number at both ends, behind its target", () => {
    const bars = [
      { label: "a", value: 100, target: 110 },
      { label: "b", value: -50 },
    ];
    const { low, high, across } = lyingExtent({ unit: "EUR", horizontal: true, bars }, 400, "en");
    expect(low).toBeLessThan(-50);
    expect((high - 110) * across).toBeGreaterThan(30);
    expect(beyondTarget(bars[0], "€100", 1)).toBe(18);
    expect(beyondTarget(bars[1], "−€50", 1)).toBe(5);
  });
});

describe("a table", () => {
  const rows = [
    { v: 1, n: "b10" },
    { v: null, n: "b9" },
    { v: 3, n: "a" },
    { v: [1, null, 2] as (number | null)[], n: "c" },
  ];

  it("sorts numbers and words, and leaves what is not known last in either direction", () => {
    const order = (key: string, isUp: boolean) => sortedRows(rows, { key, isUp }).map(({ n }) => n);
    expect(order("v", true)).toEqual(["b10", "c", "a", "b9"]);
    expect(order("v", false)).toEqual(["a", "c", "b10", "b9"]);
    expect(order("n", true)).toEqual(["a", "b9", "b10", "c"]);
    expect(sortedRows(rows, null)).toBe(rows);
  });

  it("goes back to how it came with a third click", () => {
    const first = nextOrder(null, "v", true);
    const second = nextOrder(first, "v", true);
    expect([first, second, nextOrder(second, "v", true)]).toEqual([
      { key: "v", isUp: false },
      { key: "v", isUp: true },
      null,
    ]);
  });
});

describe("a tip", () => {
  const tip = { title: "<b>May</b>", rows: Array.from({ length: 20 }, (_, at) => ({ name: `s${at}`, value: "1" })) };

  it("never reads a text as HTML, and says how many it leaves out", () => {
    const box = tipElement(tip);
    expect(box.querySelector("b")?.textContent).toBe("<b>May</b>");
    expect(box.textContent).toContain("and 6 more");
  });

  it("is a sentence for ears", () => {
    expect(tipSentence({ title: "May", rows: [{ name: "fees", value: "€5" }] })).toBe("May: fees €5");
  });

  it("is found by keys from either end", () => {
    expect([placeAfter("ArrowRight", null, 5), placeAfter("ArrowLeft", null, 5), placeAfter("End", 1, 5)]).toEqual([
      0, 4, 4,
    ]);
    expect([placeAfter("ArrowRight", 4, 5), placeAfter("a", 1, 5), placeAfter("Home", null, 0)]).toEqual([
      4,
      null,
      null,
    ]);
  });
});

describe("a chart of the workspace's own", () => {
  const show = (load: Parameters<typeof Chart>[0]["load"] & {}) =>
    render(
      <CustomChart
        kind="dial"
        payload={{ value: 7, columns: ["name"], rows: [["a"]] }}
        title="Dial"
        locale="en"
        asTable={false}
        load={load}
      />,
    );

  it("draws into an element of its own and clears up", async () => {
    const clear = vi.fn();
    const draw = (element: HTMLElement, payload: { value: number }, { format }: { format: Format }) => {
      element.textContent = `drawn ${format.short(payload.value, "EUR")}`;
      return clear;
    };
    const { unmount } = show(async () => ({ default: draw }));
    expect(await screen.findByText("drawn €7")).toBeTruthy();
    unmount();
    expect(clear).toHaveBeenCalledOnce();
  });

  it.each([
    [
      "throws",
      async () => ({
        default: () => {
          throw new Error("no dial today");
        },
      }),
      "no dial today",
    ],
    ["has no function", async () => ({}), "It has no default export that is a function."],
    ["does not come", () => Promise.reject(new Error("404")), "404"],
  ])("that %s says so in its place and shows its rows", async (_, load, words) => {
    show(load);
    expect((await screen.findByRole("alert")).textContent).toContain(words);
    expect(screen.getByRole("alert").textContent).toContain("cuts/dial.chart.js");
    expect(screen.getByRole("table")).toBeTruthy();
  });
});
