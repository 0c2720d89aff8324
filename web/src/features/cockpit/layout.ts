/**
 * How the wall is divided. Pure arithmetic in wall units (a 1920th of the screen's width), so that every rule can be tested.
 * The frame never scrolls: red takes what it needs, then amber and stale, and normal lives with the rest.
 */

export type RedSize = "one" | "wide" | "four" | "medium" | "small" | "crowd";
export type NormalSize = "large" | "standard" | "compact";

export interface BandCounts {
  red: number;
  signals: number;
  normal: number;
}

export interface RedBand {
  size: RedSize;
  columns: number;
  rows: number;
  height: number;
  shown: number;
  /** How much larger than usual everything in a tile is. */
  scale: number;
}

export interface SignalBand {
  look: "tiles" | "chips";
  columns: number;
  rows: number;
  height: number;
  shown: number;
  more: number;
}

export interface NormalBand {
  size: NormalSize;
  columns: number;
  rows: number;
  rowHeight: number;
  /** Too low for the usual lines: everything sits tighter. */
  short: boolean;
  perPage: number;
  pages: number;
  /** Where the curve goes: beside the number, as a strip above it, or nowhere. */
  curve: "beside" | "strip" | "none";
  /** Size of the numbers. */
  number: number;
}

export interface WallLayout {
  red: RedBand | null;
  signals: SignalBand | null;
  normal: NormalBand | null;
}

export const CONTENT_WIDTH = 1856;
export const GAP = 14;
export const NORMAL_GAP = 10;
const FRAME = 18 + 62 + 38 + 14; // padding, header, footer, padding
const MOST_SHOWN = 12;
const FEW = 8;
const CHIPS_HEIGHT = 60;
const SMALLEST_ROW = 100;
const TALLEST_ROW = 250;
/** So few metrics share the whole wall in three columns, in rows as high as they look well. */
const HANDFUL = 6;
const TALLEST_OF_HANDFUL = 400;
const SHORT_ROW = 118;
const STRIP_ROW = 134;

export function divideWall(counts: BandCounts, frameHeight: number): WallLayout {
  // Over twelve reds something bigger is wrong: the normal tiles make way.
  const normalCount = counts.red > MOST_SHOWN ? 0 : counts.normal;
  const bands = [counts.red, counts.signals, normalCount].filter((each) => each > 0).length;
  const room = frameHeight - FRAME - GAP * (bands + 1);
  let signals = divideSignals(counts, counts.red > 6);
  let red = bands === 1 ? redsAlone(counts.red, room) : divideRed(counts.red, room - (signals?.height ?? 0));
  let rest = room - (red?.height ?? 0) - (signals?.height ?? 0);
  if (normalCount > 0 && rest < SMALLEST_ROW && signals?.look === "tiles") {
    signals = divideSignals(counts, true);
    red = divideRed(counts.red, room - (signals?.height ?? 0));
    rest = room - (red?.height ?? 0) - (signals?.height ?? 0);
  }
  const ease = bands === 1 ? "alone" : counts.red === 0 || normalCount <= FEW ? "calm" : "dense";
  const normal = divideNormal(normalCount, Math.max(rest, SMALLEST_ROW), ease);
  return { red, signals, normal: normal && { ...normal, curve: curvePlace(normal, counts.red) } };
}

function divideRed(count: number, room: number): RedBand | null {
  if (count === 0) return null;
  const band = (size: RedSize, columns: number, rows: number, height: number): RedBand => ({
    size,
    columns,
    rows,
    height,
    shown: Math.min(count, MOST_SHOWN),
    scale: 1,
  });
  if (count === 1) return band("one", 1, 1, 288);
  if (count <= 3) return band("wide", count, 1, 288);
  if (count === 4) return band("four", 4, 1, 288);
  if (count <= 6) return band("medium", 3, 2, 2 * 198 + GAP);
  const rows = Math.ceil(Math.min(count, MOST_SHOWN) / 4);
  if (count <= MOST_SHOWN) return band("small", 4, rows, rows * 150 + (rows - 1) * GAP);
  return band("crowd", 4, rows, room);
}

/** What a tile with all its lines needs, by columns; in four of them the name stands below the code. */
const ROOMY_RED = 288;
const ROOMY_WIDTHS: Record<number, number> = { 1: 1240, 2: 609, 3: 609, 4: 449 };
const SIZES_ALONE: Record<number, RedSize> = { 1: "one", 2: "wide", 3: "wide", 4: "four" };
const LARGEST_SCALE = 2;

/** Nothing but reds, as on the page of an area or behind a filter: their tiles take the room, and their texts grow with them. */
function redsAlone(count: number, room: number): RedBand | null {
  const usual = divideRed(count, room);
  if (!usual || count > MOST_SHOWN) return usual;
  const ways = [4, 3, 2, 1].filter((columns) => columns <= count).map((columns) => aloneIn(columns, count, room));
  const largest = Math.max(...ways.map((way) => way.scale));
  // So many that only the lower tiles have room: they share the height.
  if (largest < 1) return { ...usual, height: room };
  const free = ({ columns, rows }: RedBand) => columns * rows - count;
  const large = ways.filter((way) => way.scale >= Math.max(1, largest * 0.95));
  return large.reduce((one, other) => (free(other) < free(one) ? other : one));
}

function aloneIn(columns: number, count: number, height: number): RedBand {
  const rows = Math.ceil(count / columns);
  const width = (CONTENT_WIDTH - (columns - 1) * GAP) / columns / (ROOMY_WIDTHS[columns] ?? CONTENT_WIDTH);
  const scale = Math.min(width, (height - (rows - 1) * GAP) / rows / ROOMY_RED, LARGEST_SCALE);
  return { size: SIZES_ALONE[columns] ?? "wide", columns, rows, height, shown: count, scale };
}

/** The column of "+28 more" beside twelve amber and stale tiles. The style sheet says the same. */
const MORE_WIDTH = 96;

/** Width of one amber or stale tile. */
export function signalWidth({ columns, more }: SignalBand): number {
  const room = more > 0 ? CONTENT_WIDTH - MORE_WIDTH - GAP : CONTENT_WIDTH;
  return (room - (columns - 1) * GAP) / columns;
}

function divideSignals({ signals, normal }: BandCounts, asChips: boolean): SignalBand | null {
  if (signals === 0) return null;
  const more = Math.max(0, signals - MOST_SHOWN);
  const shown = signals - more;
  const columns = signalColumns(signals, normal);
  if (asChips) return { look: "chips", columns, rows: 1, height: CHIPS_HEIGHT, shown, more };
  if (signals <= 6) return { look: "tiles", columns, rows: 1, height: 196, shown, more };
  return { look: "tiles", columns, rows: 2, height: 2 * 150 + GAP, shown, more };
}

/** A board of a few metrics gets wider tiles rather than an empty wall; so do two rows that six columns would leave half empty. */
function signalColumns(signals: number, normal: number): number {
  if (signals <= 6) return signals <= 3 && normal <= FEW ? 4 : 6;
  return signals <= 8 ? 4 : signals <= 10 ? 5 : 6;
}

/** From five reds on, narrow tiles give up their curve: less to look at beside so much red. */
function curvePlace({ columns, rowHeight }: Omit<NormalBand, "curve">, reds: number): NormalBand["curve"] {
  if (columns <= 8) return "beside";
  return rowHeight >= STRIP_ROW && reds <= 4 ? "strip" : "none";
}

/** Alone on the wall a handful may be as large as it likes; beside amber it may not outshine it. */
type Ease = "alone" | "calm" | "dense";

function divideNormal(count: number, height: number, ease: Ease): Omit<NormalBand, "curve"> | null {
  if (count === 0) return null;
  const mostRows = Math.max(1, Math.floor((height + NORMAL_GAP) / (SMALLEST_ROW + NORMAL_GAP)));
  const roomy = ease === "dense" ? null : roomyColumns(count, height, ease === "alone");
  const columns = roomy ?? fewestColumns(count, mostRows);
  const pages = Math.ceil(count / (columns * mostRows));
  const rows = pages > 1 ? mostRows : Math.ceil(count / columns);
  const tallest = columns === 3 ? TALLEST_OF_HANDFUL : TALLEST_ROW;
  const rowHeight = Math.min(tallest, (height - (rows - 1) * NORMAL_GAP) / rows);
  const short = rowHeight < SHORT_ROW;
  return {
    size: columns < 8 ? "large" : columns === 8 ? "standard" : "compact",
    columns,
    rows,
    rowHeight,
    short,
    perPage: columns * rows,
    pages,
    number: numberSize(columns, rowHeight),
  };
}

function fewestColumns(count: number, mostRows: number): number {
  return [8, 10, 12].find((columns) => columns * mostRows >= count) ?? 12;
}

/** Nothing red and few metrics: larger tiles rather than an empty wall. */
function roomyColumns(count: number, height: number, alone: boolean): number | null {
  const fits = (columns: number, rowHeight: number) =>
    Math.ceil(count / columns) * (rowHeight + NORMAL_GAP) <= height + NORMAL_GAP;
  if (alone && count <= HANDFUL && fits(3, 300)) return 3;
  if (fits(4, 215)) return 4;
  return fits(6, 165) ? 6 : null;
}

/** Sizes of the numbers by columns: in the usual row, in one near the smallest height, and where there is height to spare. */
const NUMBERS: Record<number, { usual: number; short: number; tall: number }> = {
  3: { usual: 124, short: 88, tall: 124 },
  4: { usual: 88, short: 88, tall: 88 },
  6: { usual: 68, short: 68, tall: 68 },
  8: { usual: 40, short: 35, tall: 52 },
  10: { usual: 38, short: 34, tall: 46 },
  12: { usual: 33, short: 31, tall: 40 },
};
const TALL_ROW = 150;

function numberSize(columns: number, rowHeight: number): number {
  const sizes = NUMBERS[columns] ?? { usual: 34, short: 31, tall: 40 };
  if (rowHeight < SHORT_ROW) return sizes.short;
  return rowHeight >= TALL_ROW ? sizes.tall : sizes.usual;
}
