import { LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { fullDay } from "@/lib/calendar";
import type { NumberStyle } from "@/lib/number-text";
import { type ChartColors, readChartColors } from "./colors";
import { foldText } from "./fold";
import { chartOption, plotFor } from "./option";
import type { Scene } from "./scene";
import { momentText } from "./summary";

use([LineChart, ScatterChart, GridComponent, MarkLineComponent, MarkAreaComponent, CanvasRenderer]);

interface PictureWish {
  scene: Scene;
  style: NumberStyle;
  zone: string;
  /** When it is made, in milliseconds. */
  at: number;
}

/** Of a slide, drawn so fine that it has 3200 by 1800 points. */
const [WIDTH, HEIGHT, FINE] = [1200, 675, 8 / 3];
const [EDGE, HEAD, FOOT] = [36, 108, 46];

/** The chart as a PNG that explains itself: what it is of, from when to when, by which lines, and when it was made. */
export async function chartPicture(wish: PictureWish): Promise<Blob> {
  const colors = readChartColors();
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * FINE;
  canvas.height = HEIGHT * FINE;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws no pictures");
  pen.scale(FINE, FINE);
  pen.fillStyle = colors.surface;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  drawWords(pen, wish, colors);
  const [width, height] = [WIDTH - 2 * EDGE, HEIGHT - HEAD - FOOT];
  pen.drawImage(drawChart(wish, colors, width, height), EDGE, HEAD, width, height);
  return await new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is empty"))), "image/png"),
  );
}

function drawChart({ scene, style, zone }: PictureWish, colors: ChartColors, width: number, height: number) {
  const place = document.createElement("div");
  const chart = init(place, null, { renderer: "canvas", width, height, devicePixelRatio: FINE });
  const drawing = { scene, style, colors, zone, width, height };
  chart.setOption(chartOption(drawing, plotFor(drawing)));
  const drawn = chart.renderToCanvas({ pixelRatio: FINE, backgroundColor: colors.surface });
  // The drawing is a copy.
  chart.dispose();
  return drawn;
}

function drawWords(pen: CanvasRenderingContext2D, { scene, zone, at }: PictureWish, colors: ChartColors): void {
  const { page, span, stands, lines, grain } = scene;
  const write = (text: string, x: number, y: number, font: string, color: string) => {
    pen.font = `${font} ${colors.font}`;
    pen.fillStyle = color;
    pen.fillText(text, x, y, WIDTH - x - EDGE);
    return x + pen.measureText(text).width;
  };
  const last = stands.at(-1)?.point;
  const end = write(page.metric.code, EDGE, 56, "700 23px", colors.text2);
  write(page.metric.name, end + 14, 56, "680 26px", colors.text1);
  const facts = [
    last && `${last.text} on ${fullDay(last.d, "UTC")}`,
    lines.at(-1)?.alert && `red line ${lines.at(-1)?.alert}`,
    lines.at(-1)?.norm && `amber line ${lines.at(-1)?.norm}`,
    lines.at(-1)?.target && `target ${lines.at(-1)?.target}`,
  ].filter(Boolean);
  write(facts.join("   ·   "), EDGE, 88, "560 16px", colors.text2);
  const folded = foldText(grain, page.metric.period);
  const range = `${fullDay(span.from, "UTC")} to ${fullDay(span.to, "UTC")}${folded ? `, ${folded}` : ""}`;
  write(range, EDGE, HEIGHT - 20, "480 14px", colors.text2);
  const made = `Heartbeat, ${momentText(at, zone)}`;
  pen.font = `480 14px ${colors.font}`;
  write(made, WIDTH - EDGE - pen.measureText(made).width, HEIGHT - 20, "480 14px", colors.text3);
}
