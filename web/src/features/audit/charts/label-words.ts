import { fullDay, shortDay } from "@/lib/calendar";
import { nameWidth } from "@/lib/fit-name";

/** Labels of an axis: dates are told as dates, long texts are cut, and none lies on another. */

export type LabelKind = "days" | "months" | "texts";

export interface LabelAxis {
  kind: LabelKind;
  /** As it stands in a tip or a table. */
  full(at: number): string;
  /** The places whose label is shown, and what stands there; a second line is the year. */
  shown: ReadonlyMap<number, string>;
  /** Lines that the labels take. */
  lines: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}(?:[ T]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const MONTH = /^\d{4}-\d{2}$/;
const FONT = 13;
const BETWEEN = 14;
const SHORTEST_CUT = 56;
const LONGEST_TEXT = 170;

export function kindOf(labels: readonly string[]): LabelKind {
  if (labels.length === 0) return "texts";
  if (labels.every((label) => MONTH.test(label))) return "months";
  if (!labels.every((label) => DAY.test(label))) return "texts";
  // What is grouped by month comes as its first day.
  return labels.length > 1 && labels.every((label) => label.slice(8, 10) === "01") ? "months" : "days";
}

export function fullLabel(label: string, kind: LabelKind): string {
  if (kind === "days") return fullDay(at(label), "UTC");
  return kind === "months" ? `${monthName(label)} ${label.slice(0, 4)}` : label;
}

/** Labels along an axis of so many pixels. */
export function labelAxis(labels: readonly string[], room: number): LabelAxis {
  const kind = kindOf(labels);
  const full = (place: number) => fullLabel(labels[place] ?? "", kind);
  if (kind === "texts") {
    const shown = shownTexts(labels, room);
    return { kind, full, shown, lines: [...shown.values()].some((text) => text.includes("\n")) ? 2 : 1 };
  }
  const places = datePlaces(labels, kind, room);
  return { kind, full, shown: dateTexts(labels, places, kind), lines: 2 };
}

/** A text in so many pixels, cut with three dots where it is longer. */
export function cutText(text: string, room: number, size = FONT): string {
  if (nameWidth(text, size) <= room) return text;
  let kept = text.length;
  while (kept > 1 && nameWidth(`${text.slice(0, kept).trimEnd()}…`, size) > room) kept -= 1;
  return `${text.slice(0, kept).trimEnd()}…`;
}

/** What texts beside lying bars need, no more than a share of the picture. */
export function textsWidth(labels: readonly string[], width: number): number {
  const longest = labels.reduce((most, label) => Math.max(most, nameWidth(label, FONT)), 0);
  return Math.min(longest + 4, Math.max(90, width * 0.34));
}

/** Whether texts below standing bars would be cut to nothing: then the bars lie. */
export function isCramped(labels: readonly string[], room: number): boolean {
  if (kindOf(labels) !== "texts" || labels.length === 0 || labels.length > 40) return false;
  const slot = room / labels.length - BETWEEN;
  return labels.some((label) => nameWidth(label, FONT) > Math.max(slot, 0)) && slot < 74;
}

/** A text of several words on two lines where one is too short for it. */
export function twoLines(text: string, room: number): string {
  if (nameWidth(text, FONT) <= room) return text;
  const words = text.split(" ");
  let count = words.length - 1;
  while (count > 0 && nameWidth(words.slice(0, count).join(" "), FONT) > room) count -= 1;
  if (count === 0) return cutText(text, room);
  return `${words.slice(0, count).join(" ")}\n${cutText(words.slice(count).join(" "), room)}`;
}

function shownTexts(labels: readonly string[], room: number): Map<number, string> {
  const longest = Math.min(LONGEST_TEXT, Math.max(8, ...labels.map((label) => nameWidth(label, FONT))));
  const least = Math.min(longest, SHORTEST_CUT) + BETWEEN;
  const step = Math.max(1, Math.ceil((labels.length * least) / Math.max(room, 1)));
  const each = Math.min(LONGEST_TEXT, (room / labels.length) * step - BETWEEN);
  const shown = new Map<number, string>();
  for (let place = 0; place < labels.length; place += step) shown.set(place, twoLines(labels[place] ?? "", each));
  return shown;
}

type Test = (label: string, before: string | undefined, place: number) => boolean;

const isNewMonth: Test = (label, before) => before !== undefined && label.slice(0, 7) !== before.slice(0, 7);
const monthOf = (label: string) => Number(label.slice(5, 7));
const isNewYear: Test = (label, before) => before !== undefined && label.slice(0, 4) !== before.slice(0, 4);

const DAYS: Test[] = [
  () => true,
  (label) => new Date(at(label)).getUTCDay() === 1,
  (label) => Math.floor(at(label) / 604_800_000) % 2 === 0 && new Date(at(label)).getUTCDay() === 1,
  isNewMonth,
  (label, before, place) => isNewMonth(label, before, place) && monthOf(label) % 3 === 1,
  isNewYear,
  (label, before, place) => isNewYear(label, before, place) && Number(label.slice(0, 4)) % 2 === 0,
  (label, before, place) => isNewYear(label, before, place) && Number(label.slice(0, 4)) % 5 === 0,
];
const MONTHS: Test[] = [
  () => true,
  (label) => monthOf(label) % 3 === 1,
  (label) => monthOf(label) % 6 === 1,
  (label) => monthOf(label) === 1,
  (label) => monthOf(label) === 1 && Number(label.slice(0, 4)) % 5 === 0,
];

/** The finest places that fit; where no date is a good one, every so many. */
function datePlaces(labels: readonly string[], kind: LabelKind, room: number): number[] {
  const most = Math.max(1, Math.floor(room / (kind === "days" ? 62 : 40)));
  for (const test of kind === "days" ? DAYS : MONTHS) {
    const places = labels.flatMap((label, place) => (test(label, labels[place - 1], place) ? [place] : []));
    if (places.length <= most && places.length >= Math.min(2, labels.length)) return places;
  }
  const step = Math.ceil(labels.length / most);
  return labels.flatMap((_, place) => (place % step === 0 ? [place] : []));
}

/** The year stands below the first label and below each that begins another. */
function dateTexts(labels: readonly string[], places: readonly number[], kind: LabelKind): Map<number, string> {
  const texts = new Map<number, string>();
  let year = "";
  for (const place of places) {
    const label = labels[place] ?? "";
    const text = kind === "days" ? shortDay(at(label), "UTC") : monthName(label);
    texts.set(place, label.slice(0, 4) === year ? text : `${text}\n{year|${label.slice(0, 4)}}`);
    year = label.slice(0, 4);
  }
  return texts;
}

function at(label: string): number {
  return Date.parse(`${label.slice(0, 10)}T00:00:00Z`);
}

function monthName(label: string): string {
  return shortDay(Date.parse(`${label.slice(0, 7)}-01T00:00:00Z`), "UTC").replace(/^\d+ /, "");
}
