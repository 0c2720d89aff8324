import type { CatalogMetric } from "@/api/catalog";
import { MarkGlyph } from "@/components/mark";
import { PLAIN_VIEW, type View } from "./view";

const EXAMPLE = `/*
name: Open client questions
code: TKTO
period: snapshot
unit: count
direction: down
description: Questions of clients that nobody has answered yet.
how_to_read: Above 12 somebody has to help out.
sources: [support_desk.ticket]
*/
-- value
select count(*) as value from support_desk.ticket where closed_at is null;`;

/** Before the first metric: what one is, and how it comes here. */
export function EmptyCatalog({ deployed }: { deployed: boolean }) {
  return (
    <section className="card pad catalog-empty" aria-label="No metric yet">
      <MarkGlyph />
      <h2>{deployed ? "This workspace has no metric yet" : "Nothing is deployed yet"}</h2>
      <p>
        A metric is one file in the workspace's folder <code>metrics/</code>:
      </p>
      <pre>
        <code>{EXAMPLE}</code>
      </pre>
      <p>
        <code>heartbeat discover SOURCE</code> looks through a source and proposes some. <code>heartbeat check</code>{" "}
        says what is wrong with a file, <code>heartbeat deploy</code> makes it count.
      </p>
    </section>
  );
}

interface NoMatchProps {
  metrics: CatalogMetric[];
  view: View;
  onChange: (change: Partial<View>) => void;
}

/** Nothing is left: which way leads back to something. */
export function NoMatch({ metrics, view, onChange }: NoMatchProps) {
  const allRetired = metrics.every((metric) => metric.retired !== null);
  const { text, areas, owners, conditions, verifications, stages } = PLAIN_VIEW;
  return (
    <div className="no-match">
      <h2>{allRetired ? "Every metric is retired" : "No metric is like that"}</h2>
      <p>
        {allRetired
          ? "Their files are gone, their history is kept."
          : view.text
            ? `Nothing with “${view.text}” in its name, code, area or owner among what is chosen.`
            : "Nothing has all of what is chosen."}
      </p>
      {allRetired ? (
        <button type="button" className="button" onClick={() => onChange({ retired: true })}>
          Show the retired ones
        </button>
      ) : (
        <button
          type="button"
          className="button"
          onClick={() => onChange({ text, areas, owners, conditions, verifications, stages })}
        >
          Show all metrics
        </button>
      )}
    </div>
  );
}
