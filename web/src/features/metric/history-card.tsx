import { lazy, Suspense, useState } from "react";
import type { BoardMetric, HistoryPoint } from "@/api/board";
import type { NumberStyle } from "@/lib/number-text";
import { loadPart } from "@/lib/page-part";
import { comparable, fittingRange, RANGES, type RangeKey, withinRange } from "./ranges";

const HistoryChart = lazy(async () => {
  const { HistoryChart } = await loadPart(() => import("./history-chart"));
  return { default: HistoryChart };
});

interface HistoryCardProps {
  metric: BoardMetric;
  history: HistoryPoint[];
  style: NumberStyle;
}

export function HistoryCard({ metric, history, style }: HistoryCardProps) {
  const [range, setRange] = useState<RangeKey>(() => fittingRange(history));
  const points = withinRange(history, range);
  const later = points.some((point) => point.origin === "backfill");
  if (history.length === 0) {
    return (
      <p className="note">No history yet. The first good reading starts it; its past is filled where the SQL allows.</p>
    );
  }
  return (
    <>
      <div className="chart-bar">
        <fieldset className="segments" aria-label="Range">
          {RANGES.map((each) => (
            <button type="button" aria-pressed={each.key === range} key={each.key} onClick={() => setRange(each.key)}>
              {each.name}
            </button>
          ))}
        </fieldset>
        <ul className="chart-key">
          {metric.typical && (
            <li>
              <i className="key-band" />
              typical today
            </li>
          )}
          {later && (
            <li>
              <i className="key-later" />
              computed later
            </li>
          )}
          <li>
            <i className="key-seen" />
            as shown that day
          </li>
        </ul>
      </div>
      <Suspense fallback={<div className="chart" />}>
        <HistoryChart metric={metric} points={points} style={style} summary={summary(metric, points)} />
      </Suspense>
    </>
  );
}

/** The chart in a sentence, for ears. */
export function summary(metric: BoardMetric, points: HistoryPoint[]): string {
  const own = comparable(points);
  const ordered = own.toSorted((one, other) => one.value - other.value);
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return `${metric.name}: no history.`;
  const limits = [
    metric.display.norm && `amber ${metric.display.norm}`,
    metric.display.alert && `red ${metric.display.alert}`,
  ];
  const others = own.length < points.length ? " Other days in the chart had another definition." : "";
  return (
    `${metric.name} from ${first.d} to ${last.d}: between ${ordered[0]?.text} and ${ordered.at(-1)?.text}, ` +
    `now ${last.text}. ${limits.filter(Boolean).join(", ") || "No limits"}.${others}`
  );
}
