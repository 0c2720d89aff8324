import type { MetricPage } from "@/api/board";
import { clockTime, isoDay } from "@/lib/calendar";
import { linesOn } from "./curve";
import { failuresWithin, type Span } from "./view";

type Told = Pick<MetricPage, "status_changes" | "failures" | "lines" | "operator_changes" | "history">;

const STATUS = { red: "red", amber: "amber", green: "normal" } as const;
const LINES = { alert: "red line", norm: "amber line", target: "target" } as const;

/** What happened on the days of a span besides the value, in words: changes of status, failures, moved lines, another definition. */
export function happeningsOf(page: Told, span: Span, zone: string): string[] {
  return [
    ...definitionTexts(page.history, span),
    ...lineTexts(page, span, zone),
    ...statusTexts(page.status_changes, span, zone),
    ...failureTexts(page.failures, span, zone),
  ];
}

function definitionTexts(history: Told["history"], { from, to }: Span): string[] {
  return history
    .filter(({ changed, d }) => changed !== null && d >= from && d <= to)
    .map(({ changed }) => `definition changed: ${changed}`);
}

function lineTexts({ lines, operator_changes }: Told, { from, to }: Span, zone: string): string[] {
  return lines
    .filter(({ since }) => since !== null && since >= from && since <= to)
    .flatMap((stretch) => {
      const day = stretch.since ?? "";
      const before = linesOn(lines.slice(0, lines.indexOf(stretch)), day);
      return (["alert", "norm", "target"] as const)
        .filter((name) => before?.[`${name}_value`] !== stretch[`${name}_value`])
        .map((name) => {
          const change = operator_changes.find(
            ({ column, at }) => column === `${name}_value` && isoDay(at, zone) === day,
          );
          const who = change ? ` by ${change.by.split("@")[0]}` : "";
          return `${LINES[name]} ${before?.[name] ?? "none"} to ${stretch[name] ?? "none"}${who}`;
        });
    });
}

/** The newest last, and of many only how many: a list of thirty says nothing in a tooltip. */
const MOST_CHANGES = 3;

function statusTexts(changes: Told["status_changes"], { from, to }: Span, zone: string): string[] {
  const own = changes.filter(({ at }) => isoDay(at, zone) >= from && isoDay(at, zone) <= to);
  const when = (at: string) => (from === to ? `${clockTime(at, zone)} ` : "");
  const told = own
    .slice(0, MOST_CHANGES)
    .map(({ at, from: was, to: is }) => `${when(at)}${STATUS[was]} to ${STATUS[is]}`)
    .reverse();
  return own.length > MOST_CHANGES ? [`${own.length} changes of status, last of all ${told.at(-1)}`] : told;
}

function failureTexts(failures: Told["failures"], span: Span, zone: string): string[] {
  const { from, to } = span;
  return failuresWithin(failures, span, zone).map(({ since, until, health, error }) => {
    const clock = (at: string) => (from === to && isoDay(at, zone) === from ? ` ${clockTime(at, zone)}` : "");
    const what = health === "error" ? "failed" : "found no data";
    const reason = error ? `: ${firstLine(error)}` : "";
    return `${what}${clock(since) && ` from${clock(since)}`}${until && clock(until) && ` until${clock(until)}`}${reason}`;
  });
}

const LONGEST_REASON = 90;

function firstLine(error: string): string {
  const line = error.split("\n")[0] ?? "";
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
}
