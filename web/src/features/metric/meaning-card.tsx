import { useState } from "react";
import type { BoardMetric, Definition, MetricPage } from "@/api/board";
import { CopyButton } from "@/components/copy-button";
import { RichText } from "@/components/rich-text";
import { DefinitionVersion } from "./definition-version";
import { SqlBlock } from "./sql-block";

const PERIODS: Record<BoardMetric["period"], string> = {
  snapshot: "the state at one moment",
  "24h": "the last 24 hours",
  "7d": "the last 7 days",
  "30d": "the last 30 days",
  funnel: "a funnel",
};

const PAST: Record<Definition["past"], string> = {
  history: "Past days come from its history statement.",
  same_sql: "Past days are computed with the same SQL.",
  none: "Past days cannot be computed; the line grows day by day.",
};

/** How to read the number, and exactly how it is made. */
export function MeaningCard({ page, zone }: { page: MetricPage; zone: string }) {
  const { metric, definition } = page;
  const statements = [
    { name: "Value", sql: definition.value_sql },
    { name: "History", sql: definition.history_sql },
    { name: "Cross-check", sql: definition.crosscheck_sql },
  ].filter((each): each is { name: string; sql: string } => each.sql !== null);
  const [shown, setShown] = useState(0);
  const statement = statements[shown] ?? statements[0];
  return (
    <section className="card pad meaning" aria-label="Meaning">
      <div>
        <h2>How to read</h2>
        <RichText html={definition.how_to_read_html} className="prose" />
        {definition.methodology_html && (
          <>
            <h2>Methodology</h2>
            <RichText html={definition.methodology_html} className="prose" />
          </>
        )}
        <p className="quiet">
          Covers {PERIODS[metric.period]}. {PAST[definition.past]}
          {definition.min_n !== null && ` Fewer than ${definition.min_n} rows are too few to judge.`}
        </p>
      </div>
      <div>
        <div className="card-head">
          <h2>SQL</h2>
          {statement && <CopyButton text={statement.sql} name={`the SQL of ${statement.name}`} />}
          {statements.length > 1 && (
            <fieldset className="segments" aria-label="Statement">
              {statements.map((each, index) => (
                <button type="button" key={each.name} aria-pressed={index === shown} onClick={() => setShown(index)}>
                  {each.name}
                </button>
              ))}
            </fieldset>
          )}
        </div>
        {statement && <SqlBlock sql={statement.sql} label={`SQL: ${statement.name}`} />}
        <DefinitionVersion page={page} zone={zone} />
      </div>
    </section>
  );
}
