import { counted } from "@/lib/amounts";
import { clockTime, fullDay } from "@/lib/calendar";
import { foldRule, type Stand } from "./fold";
import { happeningsOf } from "./happenings";
import type { Charted, Scene } from "./scene";

/** The chart in a sentence, for ears. */
export function summary({ page, stands, span, lines, grain, foreign }: Scene): string {
  const { name, period } = page.metric;
  const hash = stands.at(-1)?.point.definition_hash;
  const own = stands.filter(({ point }) => point.definition_hash === hash);
  const ordered = own.toSorted((one, other) => one.point.value - other.point.value);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return `${name}: no value from ${fullDay(span.from, "UTC")} to ${fullDay(span.to, "UTC")}.`;
  const today = lines.at(-1);
  const limits = [today?.norm && `amber line ${today.norm}`, today?.alert && `red line ${today.alert}`].filter(Boolean);
  const folded = grain === "day" ? "" : `, by ${grain}, each its ${foldRule(grain, period)} day`;
  const others =
    own.length < stands.length || foreign.length > 0 ? " Other days in the chart had another definition." : "";
  return (
    `${name} from ${fullDay(first.point.d, "UTC")} to ${fullDay(last.point.d, "UTC")}${folded}: ` +
    `between ${ordered[0]?.point.text} and ${ordered.at(-1)?.point.text}, last ${last.point.text}. ` +
    `${limits.join(", ") || "No limits"}.${others}`
  );
}

export interface StandTexts {
  /** `20 Nov 2026: 5.2 %` */
  head: string;
  /** What stands behind the value, and what it is held against. */
  facts: string[];
  happened: string[];
}

const STATUS = { red: "shown red", amber: "shown amber", green: "shown normal" } as const;

/** One place of the curve in words: for the pointer, the keys and the ears alike. */
export function standTexts(stand: Stand, page: Charted, zone: string): StandTexts {
  const { point } = stand;
  const facts = [
    stand.from === stand.to ? null : folded(stand, page),
    point.typical && `${point.far_from_typical ? "far from typical" : "typical"} ${point.typical.text}`,
    point.status ? STATUS[point.status] : "computed later",
    point.n === null ? null : `over ${counted(point.n, "row")}`,
  ];
  return {
    head: `${fullDay(point.d, "UTC")}: ${point.text}`,
    facts: facts.filter((fact): fact is string => fact !== null),
    happened: happeningsOf(page, stand, zone),
  };
}

function folded({ from, to, days }: Stand, { metric }: Charted): string {
  const grain = to.slice(0, 7) === from.slice(0, 7) && from.endsWith("-01") ? "month" : "week";
  return `${foldRule(grain, metric.period)} of ${counted(days, "day")} from ${fullDay(from, "UTC")} to ${fullDay(to, "UTC")}`;
}

export function spoken({ head, facts, happened }: StandTexts): string {
  return [head, ...facts, ...happened].join(". ");
}

/** `27 Nov 2026 09:41` */
export function momentText(at: number, zone: string): string {
  return `${fullDay(at, zone)} ${clockTime(at, zone)}`;
}
