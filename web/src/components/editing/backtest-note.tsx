import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { backtestQuery, type ProposedLines } from "@/api/edit-metric";
import { Ticked } from "@/components/ticked";
import { useDebounced } from "@/lib/use-debounced";
import { backtestSentence, type Piece, pagesNobody } from "./backtest-sentence";

const PAUSE_MILLISECONDS = 250;
const WINDOWS = [
  [30, "30 d"],
  [90, "90 d"],
  [365, "1 y"],
] as const;

/** What the proposed lines would have told of the past, as they are typed. An answer to older ones is never shown as if it was to these. */
export function BacktestNote({
  metricId,
  lines,
  version,
}: {
  metricId: string;
  lines: ProposedLines;
  version: string;
}) {
  const [days, setDays] = useState<number>(90);
  const wanted = { norm_value: lines.norm_value, alert_value: lines.alert_value };
  const settled = useDebounced(wanted, PAUSE_MILLISECONDS);
  const asked = useQuery({ ...backtestQuery(metricId, settled, version), placeholderData: keepPreviousData });
  const answered =
    asked.data?.proposed?.norm_value === wanted.norm_value && asked.data?.proposed?.alert_value === wanted.alert_value;
  const sentence = asked.data && answered && !asked.isPlaceholderData ? backtestSentence(asked.data, days) : null;
  const pages = asked.data && pagesNobody(asked.data);
  return (
    <div className="backtest" data-waiting={!sentence || undefined}>
      <p aria-live="polite">
        {sentence
          ? sentence.map((piece, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the sentence
              <Told key={index} piece={piece} />
            ))
          : asked.error
            ? `What these lines would have told of the past is not known: ${asked.error.message}`
            : "Trying these lines on the past …"}
        {sentence && pages && <span className="quiet"> {pages}</span>}
      </p>
      <fieldset className="windows" aria-label="Days to try them on">
        {WINDOWS.map(([length, text]) => (
          <button type="button" key={length} aria-pressed={days === length} onClick={() => setDays(length)}>
            {text}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function Told({ piece: { text, strong } }: { piece: Piece }) {
  return strong ? <b>{text}</b> : <Ticked text={text} />;
}
