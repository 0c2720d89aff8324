import type { EChartsCoreOption } from "echarts/core";
import { axisText, type NumberStyle } from "@/lib/number-text";
import { failureAreas, foreignAreas, happeningMarks, redZones } from "./areas";
import type { ChartColors } from "./colors";
import { linesOn, type Piece, piecesOf, placeOf, severityOf } from "./curve";
import type { Stand } from "./fold";
import { labelsWidth, lineLabels, lineSteps } from "./limit-lines";
import { notes } from "./notes";
import { type Plot, plotOf } from "./plot";
import type { Scene } from "./scene";

interface Drawing {
  scene: Scene;
  style: NumberStyle;
  colors: ChartColors;
  zone: string;
  /** Size of the chart in pixels. */
  width: number;
  height: number;
}

export function plotFor({ scene, colors, zone, width, height }: Omit<Drawing, "style">): Plot {
  const lane = happeningMarks(scene, colors, zone).length > 0;
  return plotOf({ width, height, labels: labelsWidth(scene, colors), lane }, scene);
}

/** What the chart library draws: the curve recoloured where it crosses a line, the lines as they were, what was typical, what happened. */
export function chartOption(drawing: Drawing, plot: Plot): EChartsCoreOption {
  const { scene, style, colors, zone } = drawing;
  const { low, high, step } = scene;
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: colors.font },
    grid: plot.grid,
    xAxis: {
      type: "time",
      min: plot.first,
      max: plot.last,
      minInterval: DAY,
      axisLine: { show: false },
      axisTick: { lineStyle: { color: colors.line } },
      axisLabel: { color: colors.text3, fontSize: 13, hideOverlap: true },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value",
      min: low,
      max: high,
      ...(step === null ? {} : { interval: step }),
      axisLabel: {
        color: colors.text3,
        fontSize: 13,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => axisText(value, style),
      },
      splitLine: { showMinLine: false, showMaxLine: false, lineStyle: { color: colors.line } },
    },
    series: [
      {
        ...STILL,
        name: "what it is drawn on",
        data: [],
        markArea: {
          silent: true,
          data: [
            ...redZones(scene, colors, plot),
            ...failureAreas(scene, colors, zone),
            ...foreignAreas(scene, colors),
          ],
        },
        markLine: {
          silent: true,
          symbol: "none",
          data: [...lineLabels(scene, colors, plot), ...notes(scene, colors, plot)],
        },
      },
      ...typicalBand(scene, colors),
      ...lineSteps(scene, colors, plot),
      ...curves(scene, colors),
      dots(scene, colors),
      rings(scene, colors),
      lastDot(scene, colors),
      {
        ...MARKS,
        name: "what happened",
        data: happeningMarks(scene, colors, zone),
        symbolOffset: [0, -13],
        clip: false,
      },
    ],
  };
}

const DAY = 86_400_000;
const STILL = { type: "line", symbol: "none", silent: true };
const MARKS = { type: "scatter", silent: true, z: 6 };

/** One standard deviation around the mean of the days before each day: two curves, the upper one standing on the lower. */
function typicalBand({ runs }: Scene, colors: ChartColors): object[] {
  const parts = runs.flatMap((run) => [
    ...run.map((stand) => ({ at: placeOf(stand)[0], band: stand.point.typical })),
    { at: placeOf(run.at(-1) as Stand)[0], band: null },
  ]);
  const data = (value: (band: { low: number; high: number }) => number) =>
    parts.map(({ at, band }) => [at, band && value(band)]);
  const stacked = { ...STILL, stack: "typical", stackStrategy: "all", lineStyle: { opacity: 0 }, z: 0 };
  return [
    { ...stacked, name: "typical from", data: data(({ low }) => low) },
    {
      ...stacked,
      name: "typical",
      data: data(({ low, high }) => high - low),
      areaStyle: { color: colors.band, opacity: 0.85 },
    },
  ];
}

function severityColors(colors: ChartColors): [string, string, string] {
  return [colors.ink, colors.amber, colors.redText];
}

function curves({ runs, page, lines }: Scene, colors: ChartColors): object[] {
  const pieces = piecesOf(runs, lines, page.metric.direction);
  return severityColors(colors).flatMap((color, severity) =>
    [true, false].map((later) => ({
      ...STILL,
      name: later ? "computed later" : "as shown",
      data: joined(pieces.filter((piece) => piece.severity === severity && piece.later === later)),
      color,
      lineStyle: { width: later ? 2.3 : 2.6, color, opacity: later ? 0.66 : 1, join: "round", cap: "round" },
      z: 3 + severity,
    })),
  );
}

/** Pieces one after another, with nothing between them. */
function joined(pieces: Piece[]): (number | null)[][] {
  return pieces.flatMap(({ places }) => [...places, [places.at(-1)?.[0] ?? null, null]]);
}

/** A day between two gaps is a dot: a line through it would have no length. */
function dots({ runs, page, lines }: Scene, colors: ChartColors): object {
  const alone = runs.filter((run) => run.length === 1).flat();
  return {
    ...MARKS,
    name: "lone days",
    symbolSize: 6,
    data: alone.map((stand) => ({
      value: placeOf(stand),
      itemStyle: {
        color:
          severityColors(colors)[severityOf(stand.point.value, linesOn(lines, stand.point.d), page.metric.direction)],
        opacity: stand.point.origin === "backfill" ? 0.66 : 1,
      },
    })),
  };
}

function rings({ stands }: Scene, colors: ChartColors): object {
  return {
    ...MARKS,
    name: "far from typical",
    symbol: "circle",
    symbolSize: 14,
    itemStyle: { color: "transparent", borderColor: colors.text1, borderWidth: 1.6 },
    data: stands.filter(({ point }) => point.far_from_typical).map(placeOf),
  };
}

/** The value of now, where the curve reaches it. */
function lastDot({ stands, page, lines }: Scene, colors: ChartColors): object {
  const last = stands.at(-1);
  const isNewest = last !== undefined && last.point.d === page.history.at(-1)?.d;
  const severity = last ? severityOf(last.point.value, linesOn(lines, last.point.d), page.metric.direction) : 0;
  return {
    ...MARKS,
    name: "now",
    data: isNewest ? [placeOf(last)] : [],
    symbolSize: 12,
    itemStyle: { color: severityColors(colors)[severity], borderColor: colors.surface, borderWidth: 2.5 },
    z: 7,
  };
}
