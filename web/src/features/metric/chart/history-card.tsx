import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { fullDay, isoDay } from "@/lib/calendar";
import type { NumberStyle } from "@/lib/number-text";
import { loadPart } from "@/lib/page-part";
import { now } from "@/lib/wall-clock";
import { ChartFoot } from "./chart-foot";
import { ChartKey } from "./chart-key";
import { foldText } from "./fold";
import { type Charted, sceneOf } from "./scene";
import {
  type ChartSearch,
  chartSearch,
  fittingRange,
  GRAINS,
  type Grain,
  RANGES,
  type RangeKey,
  rangeSpan,
  type Span,
} from "./view";

const HistoryChart = lazy(async () => {
  const { HistoryChart } = await loadPart(() => import("./history-chart"));
  return { default: HistoryChart };
});

interface HistoryCardProps {
  page: Charted;
  style: NumberStyle;
  zone: string;
}

/** The history with its range and grain, which stand in the address: a link shows what its sender saw. */
export function HistoryCard({ page, style, zone }: HistoryCardProps) {
  const search = chartSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const change = (next: { [Key in keyof ChartSearch]: ChartSearch[Key] | undefined }) =>
    void navigate({
      to: ".",
      search: (before: Record<string, unknown>) => chartSearch({ ...before, ...next }),
      replace: true,
      resetScroll: false,
    });
  const { history } = page;
  const today = page.end ?? isoDay(now(), zone);
  const range = search.range ?? fittingRange(history, today);
  const grain = search.grain ?? "day";
  const whole = useMemo(() => rangeSpan("all", history, today), [history, today]);
  const zoom = search.from && search.to ? { from: search.from, to: search.to } : null;
  const { from, to } = zoom ?? rangeSpan(range, history, today);
  const scene = useMemo(() => sceneOf(page, grain, { from, to }, style), [page, grain, from, to, style]);
  const folded = foldText(grain, page.metric.period);
  if (history.length === 0) {
    return (
      <p className="note chart-none">
        No history yet. The first good reading starts it; its past is filled where the SQL allows.
      </p>
    );
  }
  return (
    <>
      <div className="chart-bar">
        <Choice
          name="Range"
          choices={RANGES}
          chosen={zoom ? null : range}
          choose={(key: RangeKey) => change({ range: key, from: undefined, to: undefined })}
        />
        <Choice name="Grain" choices={GRAINS} chosen={grain} choose={(key: Grain) => change({ grain: key })} />
        {folded && <span className="chart-fold">{folded}</span>}
        {zoom && <ZoomedTo span={zoom} reset={() => change({ from: undefined, to: undefined })} />}
        <ChartKey scene={scene} zone={zone} />
      </div>
      <Suspense fallback={<div className="chart" />}>
        <HistoryChart
          scene={scene}
          style={style}
          zone={zone}
          all={whole}
          isZoomed={zoom !== null}
          onZoom={(span) => change(span ?? { from: undefined, to: undefined })}
        />
      </Suspense>
      {scene.stands.length === 0 && (
        <p className="note chart-none">
          No day with a value from {fullDay(from, "UTC")} to {fullDay(to, "UTC")}.
        </p>
      )}
      <ChartFoot scene={scene} style={style} zone={zone} />
    </>
  );
}

interface ChoiceProps<Key extends string> {
  name: string;
  choices: readonly { key: Key; name: string }[];
  chosen: Key | null;
  choose: (key: Key) => void;
}

function Choice<Key extends string>({ name, choices, chosen, choose }: ChoiceProps<Key>) {
  return (
    <fieldset className="segments" aria-label={name}>
      {choices.map((each) => (
        <button type="button" aria-pressed={each.key === chosen} key={each.key} onClick={() => choose(each.key)}>
          {each.name}
        </button>
      ))}
    </fieldset>
  );
}

function ZoomedTo({ span, reset }: { span: Span; reset: () => void }) {
  return (
    <button type="button" className="button chart-reset" onClick={reset}>
      {fullDay(span.from, "UTC")} to {fullDay(span.to, "UTC")}
      <span aria-hidden="true">×</span>
      <span className="visually-hidden">, back to the whole range</span>
    </button>
  );
}
