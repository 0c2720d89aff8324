import type { Backtest, Ruling, Status } from "@/api/board";
import { counted } from "@/lib/amounts";

/** A piece of a sentence; the strong ones carry the news. */
export interface Piece {
  text: string;
  strong?: boolean;
}

type Window = Ruling["windows"][number];

const STATUS: Record<Status, string> = { red: "red", amber: "amber", green: "normal" };

/**
 * `At 5.1 % instead of 5.0 %, the last 90 days would show 1 red day instead of 2. Today stays red.` From the server's counts, for one of
 * its windows; null where nothing is proposed.
 */
export function backtestSentence(backtest: Backtest, days: number): Piece[] | null {
  const { present, proposed } = backtest;
  const before = present.windows.find((window) => window.days === days);
  const after = proposed?.windows.find((window) => window.days === days);
  if (!proposed || !before || !after) return null;
  if (after.days === after.missing) return unknown(backtest, after);
  return [
    ...proposal(present, proposed),
    { text: `, ${span(after)} would show ` },
    ...counts(before, after),
    { text: ". " },
    ...today(present, proposed),
  ];
}

/** What a verdict on the past cannot tell by itself: who would be told. */
export function pagesNobody({ verification_state, owner }: Backtest): string | null {
  if (verification_state === "verified" && owner !== null) return null;
  const lacks = [
    verification_state !== "verified" && (verification_state === "changed" ? "is verified again" : "is verified"),
    owner === null && "has an owner",
  ].filter(Boolean);
  return `It pages nobody until it ${lacks.join(" and ")}.`;
}

function unknown({ hint }: Backtest, { days, too_few }: Window): Piece[] {
  const why =
    too_few > 0
      ? `The ${counted(too_few, "day")} with a value in the last ${days} rest on too few rows to be judged.`
      : `None of the last ${days} days has a value to try this on.`;
  return [{ text: `${why} ` }, { text: hint }];
}

function span({ days, missing }: Window): string {
  return missing === 0
    ? `the last ${days} days`
    : `the ${counted(days - missing, "day")} with a value of the last ${days}`;
}

function proposal(before: Ruling, after: Ruling): Piece[] {
  const amber = lineChange("amber", [before.norm_value, before.norm_text], [after.norm_value, after.norm_text]);
  const red = lineChange("red", [before.alert_value, before.alert_text], [after.alert_value, after.alert_text]);
  const changed = [red, amber].filter((each) => each !== null);
  const [only] = changed;
  if (changed.length === 1 && only) return only.alone;
  return changed.flatMap((each, index) => [{ text: index === 0 ? "With " : " and " }, ...each.beside]);
}

type Line = [value: number | null, text: string | null];

/** The change of one line, as it stands by itself and beside another. */
function lineChange(name: string, [was, wasText]: Line, [is, isText]: Line) {
  if (was === is) return null;
  const strong = { text: isText ?? "", strong: true };
  if (is === null) {
    const without = [{ text: `no ${name} line (it is ${wasText})` }];
    return { alone: [{ text: "With " }, ...without], beside: without };
  }
  if (was === null) {
    const fresh = [{ text: `${name === "amber" ? "an" : "a"} ${name} line at ` }, strong];
    return { alone: [{ text: "With " }, ...fresh], beside: fresh };
  }
  const instead = { text: ` instead of ${wasText}` };
  return { alone: [{ text: "At " }, strong, instead], beside: [{ text: `${name} at ` }, strong, instead] };
}

function counts(before: Window, after: Window): Piece[] {
  const told = [
    difference(after.red, before.red, "red day"),
    difference(after.amber, before.amber, "amber day"),
    difference(after.pages, before.pages, "alert"),
  ].filter((each) => each !== null);
  const [first, second, third] = told;
  if (!first) return [{ text: "the same: ", strong: true }, { text: same(after) }];
  if (!second) return first;
  return [...first, { text: third ? ", " : " and " }, ...second, ...(third ? [{ text: " and " }, ...third] : [])];
}

function difference(after: number, before: number, noun: string): Piece[] | null {
  if (after === before) return null;
  return [{ text: `${amount(after, noun)} instead of ${before === 0 ? "none" : before}`, strong: true }];
}

function same({ red, amber, pages }: Window): string {
  if (red === 0 && amber === 0) return "every day normal";
  return `${amount(red, "red day")}, ${amount(amber, "amber day")}, ${amount(pages, "alert")}`;
}

function amount(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : counted(count, noun);
}

function today(before: Ruling, after: Ruling): Piece[] {
  if (after.status_now === null || before.status_now === null) return [];
  const turns = after.status_now !== before.status_now;
  return [{ text: `Today ${turns ? "turns" : "stays"} ${STATUS[after.status_now]}.`, strong: turns }];
}
