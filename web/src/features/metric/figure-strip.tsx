import type { ReactNode } from "react";
import type { BoardMetric, HistoryPoint, MetricPage } from "@/api/board";
import { isLastGood } from "@/components/words";
import { counted } from "@/lib/amounts";
import { daysBetween, fullDay, isoDay } from "@/lib/calendar";
import { now } from "@/lib/wall-clock";

/** The value and what to hold it against. */
export function FigureStrip({ page, zone }: { page: MetricPage; zone: string }) {
  const { metric, history, typical_text: typical } = page;
  const { display } = metric;
  const [moved, span] = display.change?.split(" in ") ?? [];
  const yearAgo = dayBefore(history, 365);
  return (
    <div className="figures">
      <div className={`figure-now figure-${metric.value === null ? "none" : metric.class}`}>
        {metric.value === null ? (
          <b className="figure-none">no data yet</b>
        ) : (
          <>
            <b>
              {display.prefix && <i>{display.prefix}</i>}
              {display.value}
            </b>
            <span>{display.unit}</span>
            {isLastGood(metric) && <em>last good value</em>}
          </>
        )}
      </div>
      <Figure name="Red limit">{bare(display.alert)}</Figure>
      <Figure name="Amber limit">{bare(display.norm)}</Figure>
      {typical && (
        <Figure name="Typical today">
          {typical.low} to {typical.high}
        </Figure>
      )}
      <Figure name={`In ${span ?? "7 d"}`} bad={metric.class === "red" && isForTheWorse(moved, metric.direction)}>
        {moved ?? null}
      </Figure>
      {yearAgo && <Figure name="A year ago">{yearAgo.text}</Figure>}
      <Figure name={targetName(metric, now(), zone)}>
        {display.target && (
          <>
            {display.target}
            <em>{metric.target_hit ? "reached" : page.target_distance_text && `${page.target_distance_text} away`}</em>
          </>
        )}
      </Figure>
    </div>
  );
}

function Figure({ name, bad = false, children }: { name: string; bad?: boolean; children: ReactNode }) {
  if (children === null || children === undefined) return null;
  return (
    <dl>
      <dt>{name}</dt>
      <dd className={bad ? "figure-bad" : ""}>{children}</dd>
    </dl>
  );
}

const NEAR_DAYS = 60;

/** `Target, 31 Dec 2026`, with the days that are left once they can be counted, and those since a target was missed. */
export function targetName({ target_due_date: due, target_hit }: BoardMetric, at: number, zone: string): string {
  if (due === null) return "Target";
  const left = daysBetween(isoDay(at, zone), due);
  const when = left === 0 ? "today" : left > 0 ? `in ${counted(left, "day")}` : `${counted(-left, "day")} ago`;
  const isNear = !target_hit && left < NEAR_DAYS;
  return `Target, ${fullDay(due, "UTC")}${isNear ? `, ${when}` : ""}`;
}

/** A change as text begins with its sign. */
export function isForTheWorse(moved: string | undefined, direction: BoardMetric["direction"]): boolean {
  return moved?.startsWith(direction === "down" ? "+" : "\u2212") ?? false;
}

/** `max 5.0 %` -> `5.0 %` with the word after it, as a figure reads. */
function bare(line: string | null): ReactNode {
  if (!line) return null;
  const [, word, rest] = /^(max|min)\s+(.*)$/.exec(line) ?? [];
  return word ? (
    <>
      {rest}
      <em>{word}</em>
    </>
  ) : (
    line
  );
}

/** The day so many days before the newest one, when it is there and was measured by the same definition. */
export function dayBefore(history: HistoryPoint[], days: number): HistoryPoint | null {
  const last = history.at(-1);
  if (!last) return null;
  return comparable(history).find((point) => daysBetween(point.d, last.d) === days) ?? null;
}

/** Those that the newest one may be held against: a new definition is a new number under an old name, often in another unit. */
function comparable(points: HistoryPoint[]): HistoryPoint[] {
  const hash = points.at(-1)?.definition_hash;
  return points.filter((point) => point.definition_hash === hash);
}
