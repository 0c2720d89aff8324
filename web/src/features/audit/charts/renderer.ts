import type { EChartsCoreOption } from "echarts/core";
import type { ReactNode } from "react";
import type { Colors } from "./colors";
import type { ChartPayload } from "./payloads";
import type { Slots } from "./series-slots";
import type { Tip } from "./tip";

/** How one kind of chart is drawn; each file of `kinds/` exports one as `renderer`. */
export interface Renderer<Payload> {
  /** There is nothing to draw: the page says so instead. */
  isEmpty(payload: Payload): boolean;
  /** The picture in a sentence, for whoever cannot see it. */
  sentence(payload: Payload, locale: string): string;
  /** The same numbers as rows. */
  rows(payload: Payload, locale: string): NumberRows;
  /** It is made of words and tables already: nothing needs to be told twice. */
  isReadable: boolean;
  Picture(props: PictureProps<Payload>): ReactNode;
}

export interface PictureProps<Payload> {
  payload: Payload;
  title: string;
  locale: string;
}

export interface NumberRows {
  head: { text: string; isNumber: boolean }[];
  rows: string[][];
}

export type AnyRenderer = Renderer<ChartPayload>;

/** What a drawing is made for. */
export interface Canvas {
  width: number;
  height: number;
  colors: Colors;
  slots: Slots;
  locale: string;
  /** Series that somebody switched off. */
  hidden: ReadonlySet<string>;
}

export interface Drawing {
  option: EChartsCoreOption;
  /** In the order in which arrow keys find them. */
  stops: Stop[];
  /** Whether a pointer finds a whole label, along which axis, or one mark. */
  finds: "x" | "y" | "item";
}

export interface Stop {
  /** Of ECharts' series and data. */
  series: number;
  at: number;
  data?: "node" | "edge";
  tip: Tip;
}

export interface LegendEntry {
  name: string;
  color: string;
  mark: "box" | "line" | "dash" | "band";
  /** A series that can be switched off. */
  isSeries: boolean;
}

export const NARROW = 560;
