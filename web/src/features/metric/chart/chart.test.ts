import { describe, expect, test } from "vitest";
import type { HistoryPoint } from "@/api/board";
import { makeMetricPage } from "../../../../fixtures/metric-pages";
import { makeMetric } from "../../../../fixtures/metrics";
import type { ChartColors } from "./colors";
import { type Lines, piecesOf, severityOf } from "./curve";
import { fold, runsOf } from "./fold";
import { apart, labelsWidth, stepsOf } from "./limit-lines";
import { placeNotes } from "./notes";
import { chartOption, plotFor } from "./option";
import { dayAt, plotOf } from "./plot";
import { type Charted, sceneOf, verticalRange } from "./scene";
import { summary } from "./summary";
import { within } from "./view";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const page: Charted = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const style = { unit: "count", locale: "en", prefix: "" };
const colors = { ink: "ink", amber: "amber", redText: "red" } as ChartColors;
const month = { from: "2026-10-22", to: "2026-11-20" };
const scene = sceneOf(page, "day", month, style);
const span = { from: "2026-05-25", to: "2026-11-20" };
const wide = plotOf({ width: 1300, height: 412, labels: 80, lane: false }, { low: 0, high: 100, span });
const note = (day: string) => ({ day, text: "definition changed" });
const point = (d: string, value: number, more: Partial<HistoryPoint> = {}): HistoryPoint => ({
  ...(page.history[0] as HistoryPoint),
  d,
  value,
  ...more,
});
const lines = (since: string | null, norm_value: number | null, alert_value: number | null): Lines => ({
  ...(page.lines[0] as Lines),
  since,
  norm_value,
  alert_value,
  target_value: null,
});
const stands = (...points: HistoryPoint[]) => fold(points, "day", page.metric);

describe("the curve", () => {
  test("is cut where it crosses a line, and a value on a line has not crossed it", () => {
    const run = stands(point("2026-11-01", 0), point("2026-11-02", 10), point("2026-11-03", 5));
    const pieces = piecesOf([run], [lines(null, 4, 8)], "down");
    expect(pieces.map(({ severity }) => severity)).toEqual([0, 1, 2, 1]);
    expect(pieces.map(({ places }) => places.at(-1)?.[1])).toEqual([4, 8, 8, 5]);
    expect(severityOf(8, lines(null, 4, 8), "down")).toBe(1);
    expect(severityOf(3, lines(null, 4, 8), "up")).toBe(2);
  });

  test("is coloured by the lines as they were", () => {
    const run = stands(point("2026-11-01", 6), point("2026-11-02", 6), point("2026-11-03", 6), point("2026-11-04", 6));
    const pieces = piecesOf([run], [lines(null, null, 5), lines("2026-11-03", null, 7)], "down");
    expect(pieces.map(({ severity, places }) => [severity, places.length])).toEqual([
      [2, 2],
      [0, 3],
    ]);
  });

  test("is drawn only through days that follow each other, and never into another definition", () => {
    const other = { definition_hash: "v1:other" };
    const runs = runsOf(
      stands(point("2026-11-01", 1), point("2026-11-02", 1), point("2026-11-04", 1), point("2026-11-05", 1, other)),
    );
    expect(runs.map((run) => run.length)).toEqual([2, 1, 1]);
  });

  test("what was computed later stays told apart from what was shown", () => {
    const seen = { origin: "observed" as const };
    const run = stands(point("2026-11-01", 1), point("2026-11-02", 1, seen), point("2026-11-03", 1, seen));
    expect(piecesOf([run], [], "down").map(({ later }) => later)).toEqual([true, false]);
  });
});

describe("what the chart library is given", () => {
  const optionOf = (charted: Charted) => {
    const drawing = {
      scene: sceneOf(charted, "day", span, style),
      style,
      colors,
      zone: "UTC",
      width: 900,
      height: 400,
    };
    return chartOption(drawing, plotFor(drawing)) as unknown as { series: { name: string; data: unknown[] }[] };
  };
  const named = (charted: Charted, name: string) =>
    optionOf(charted)
      .series.filter((series) => series.name === name)
      .flatMap(({ data }) => data);

  test("has rings at days far from typical, marks where the status changed, and lines only where there are some", () => {
    expect(named(page, "far from typical")).toHaveLength(
      within(page.history, span).filter((each) => each.far_from_typical).length,
    );
    expect(named(page, "what happened")).toHaveLength(6);
    expect(named(page, "red line").length).toBeGreaterThan(0);
    expect(named({ ...page, lines: [] }, "red line")).toEqual([]);
    expect(named({ ...page, history: [] }, "now")).toEqual([]);
  });

  test("leaves out days that were counted in another unit, and says in which", () => {
    const [first, second] = page.definitions;
    const charted = { ...page, definitions: [{ ...first, unit: "EUR" }, second] } as Charted;
    const drawn = sceneOf(charted, "day", span, style);
    expect(drawn.foreign).toEqual([{ from: "2026-05-25", to: "2026-08-22", unit: "EUR" }]);
    expect(drawn.stands[0]?.point.d).toBe("2026-08-23");
  });
});

test("an axis of durations has its ticks on whole minutes and hours", () => {
  const seconds = { unit: "seconds", locale: "en", prefix: "" };
  const charted = { ...page, lines: [], history: [point("2026-11-19", 1277), point("2026-11-20", 1430)] };
  const { low, high, step } = sceneOf(charted, "day", month, seconds);
  expect([low % (step ?? 0), high % (step ?? 0), (step ?? 0) % 5]).toEqual([0, 0, 0]);
});

test("the axis leaves out lines that would flatten the curve, and starts no count below zero", () => {
  const [low, high] = verticalRange(scene.stands, [lines(null, null, 1e6)], "down");
  expect(high).toBeLessThan(1000);
  expect(low).toBeGreaterThanOrEqual(0);
});

test("the line that was crossed is in the chart, however far away", () => {
  const [low] = verticalRange(scene.stands, [lines(null, null, 1)], "down");
  expect(low).toBeLessThan(1);
});

test("a line is a step where it moved, and has a hole where there was none", () => {
  const steps = stepsOf([lines(null, 4, 8), lines("2026-11-01", null, 9), lines("2026-11-05", 5, 9)], "norm", {
    first: 0,
    last: Date.parse("2026-11-20"),
  });
  expect(steps.map(([, value]) => value)).toEqual([4, 4, null, null, 5, 5]);
  expect(steps[1]?.[0]).toBe(Date.parse("2026-11-01"));
});

test("a place of the chart is the day that is drawn there", () => {
  for (const day of ["2026-05-25", "2026-08-01", "2026-11-20"]) expect(dayAt(wide, wide.x(day), span)).toBe(day);
  expect([dayAt(wide, -40, span), dayAt(wide, 5000, span)]).toEqual([span.from, span.to]);
});

test("notes that lie close keep their lines and one text", () => {
  const placed = placeNotes([note("2026-08-10"), note("2026-08-11"), note("2026-08-14"), note("2026-06-20")], wide);
  expect(placed.map((each) => each.words !== null)).toEqual([true, false, false, true]);
});

test("in the right third a note reads leftwards, inside the chart", () => {
  const [late] = placeNotes([note("2026-11-19")], wide);
  expect(late?.leftwards).toBe(true);
  expect(late?.words?.[1]).toBeLessThanOrEqual(wide.right);
});

test("two notes that read towards each other do not meet", () => {
  const placed = placeNotes([note("2026-09-24"), note("2026-09-20")], wide);
  const [late, early] = placed.map((each) => each.words);
  expect(!late || !early || early[1] <= late[0]).toBe(true);
});

test("a narrow chart has lines without words", () => {
  const phone = plotOf({ width: 340, height: 280, labels: 80, lane: false }, { low: 0, high: 100, span });
  expect(placeNotes([note("2026-08-10")], phone)[0]?.words).toBeNull();
});

test("right of the chart there is room for the longest name of a line", () => {
  const long = { ...scene, lines: scene.lines.map((each) => ({ ...each, norm: "4\u2009000 transactions" })) };
  const [usual, more] = [labelsWidth(scene, colors), labelsWidth(long, colors)];
  expect(more).toBeGreaterThan(150);
  const plotted = (labels: number) =>
    plotOf({ width: 1300, height: 412, labels, lane: false }, { low: 0, high: 100, span }).grid.right;
  expect([plotted(usual), plotted(more), plotted(900)]).toEqual([Math.max(106, usual), more, 240]);
});

test("names of lines at the right edge move apart, and keep their order", () => {
  const [red = 0, amber = 0, target = 0] = apart([100, 104, 108]);
  expect(amber - red).toBeGreaterThanOrEqual(16.9);
  expect(target - amber).toBeGreaterThanOrEqual(16.9);
  expect(apart([40, 90])).toEqual([40, 90]);
});

test("the chart is a sentence for ears", () => {
  expect(summary(scene)).toContain("Card collateral unpaid from 22 Oct 2026 to 20 Nov 2026: between");
  expect(summary({ ...scene, stands: [] })).toBe("Card collateral unpaid: no value from 22 Oct 2026 to 20 Nov 2026.");
  expect(summary(sceneOf(page, "day", span, style))).toContain("Other days in the chart had another definition.");
});
