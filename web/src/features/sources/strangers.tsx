import { Link } from "@tanstack/react-router";
import type { MissingTable, Unclaimed } from "@/api/sources";
import { Breakable } from "@/components/breakable";
import { counted, sizeText } from "@/lib/amounts";

/** Tables that metrics name and that never landed. */
export function MissingCard({ missing }: { missing: MissingTable[] }) {
  if (missing.length === 0) return null;
  return (
    <section className="card pad" aria-label="Never landed">
      <h2>Named by metrics, never landed</h2>
      <ul className="strangers">
        {missing.map((table) => (
          <li key={table.table}>
            <code>
              <Breakable text={table.table} />
            </code>
            <span className="quiet">
              {table.source_id ? `source ${table.source_id} has not landed it` : "no deployed source lands it"}, read by{" "}
              {table.metrics.map((metric, index) => (
                <span key={metric}>
                  {index > 0 && ", "}
                  <Link to="/metrics/$metricId" params={{ metricId: metric }}>
                    {metric}
                  </Link>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Datasets that no deployed source fills. */
export function UnclaimedCard({ unclaimed }: { unclaimed: Unclaimed[] }) {
  if (unclaimed.length === 0) return null;
  return (
    <section className="card pad" aria-label="Of no source">
      <h2>Of no deployed source</h2>
      <ul className="strangers">
        {unclaimed.map((dataset) => (
          <li key={dataset.dataset}>
            <code>
              <Breakable text={dataset.dataset} />
            </code>
            <span className="quiet">
              {counted(dataset.table_count, "table")}
              {dataset.was_ours && `, ${counted(dataset.rows, "row")}`}
              {dataset.bytes > 0 && `, ${sizeText(dataset.bytes)}`}.{" "}
              {dataset.was_ours
                ? "Its source is not deployed any more; its rows stay as they were."
                : "Another pipeline fills it."}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
