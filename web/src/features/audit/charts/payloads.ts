import type { components } from "@/api/schema.gen";

/** What is drawn, as `definitions/charts` checked it. */
type Shapes = components["schemas"];

export type Area = Shapes["Area"];
export type Bar = Shapes["Bar"];
export type Cohort = Shapes["Cohort"];
export type Custom = Shapes["Custom"];
export type Figures = Shapes["Figures"];
export type Funnel = Shapes["Funnel"];
export type Histogram = Shapes["Histogram"];
export type Line = Shapes["Line"];
export type Sankey = Shapes["Sankey"];
export type Scatter = Shapes["Scatter"];
export type StackedBar = Shapes["StackedBar"];
export type Table = Shapes["Table"];
export type Waterfall = Shapes["Waterfall"];

export type Series = Shapes["Series"];
export type Limit = Shapes["Limit"];
export type Figure = Shapes["Figure"];
export type Column = Shapes["Column"];
export type Tone = "red" | "amber" | "green";

export type ChartPayload =
  | Area
  | Bar
  | Cohort
  | Custom
  | Figures
  | Funnel
  | Histogram
  | Line
  | Sankey
  | Scatter
  | StackedBar
  | Table
  | Waterfall;
