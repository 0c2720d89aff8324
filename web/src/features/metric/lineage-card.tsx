import { Link } from "@tanstack/react-router";
import type { MetricPage, TableFreshness } from "@/api/board";
import { useLive } from "@/api/use-live";
import { Breakable } from "@/components/breakable";
import { Glyph } from "@/components/glyph";
import { agoText, since } from "@/lib/age";
import { counted } from "@/lib/amounts";
import { clockTime, fullDay, whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { bySource, type SourceGroup } from "./lineage";

/** From the sources by way of the landed tables to the number, and how current each is: trouble is seen where it begins. */
export function LineageCard({ page, zone }: { page: MetricPage; zone: string }) {
  const { metric, tables } = page;
  const groups = bySource(tables);
  return (
    <section className="card pad" aria-label="Where it comes from">
      <h2>Where it comes from</h2>
      {tables.length === 0 ? (
        <p className="note">Its SQL reads no table.</p>
      ) : (
        <div className="lineage">
          <ul className="lineage-sources">
            {groups.map((group) => (
              <li key={group.source ?? ""} className="lineage-source">
                <Source group={group} zone={zone} />
                <ul className="lineage-tables">
                  {group.tables.map((table) => (
                    <li key={table.table} className={tables.length === 1 ? "lineage-only" : undefined}>
                      <Table table={table} zone={zone} />
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
          <div className="lineage-metric">
            <div className="lineage-box">
              <span className={`metric-code metric-code-${metric.class}`}>{metric.code}</span>
              <b>{metric.value === null ? "no data yet" : metric.display.text}</b>
            </div>
          </div>
        </div>
      )}
    </section>
  );
}

function Source({ group, zone }: { group: SourceGroup; zone: string }) {
  const failing = useLive((state) => state.board?.failing_sources.find(({ source_id }) => source_id === group.source));
  const from = useClock((at) => (failing ? whenText(failing.since, at, zone) : ""));
  if (group.source === null)
    return (
      <div className="lineage-box lineage-box-troubled">
        <b>No source</b>
        <span className="quiet">no source of the workspace fills this</span>
      </div>
    );
  const troubled = failing !== undefined || group.tables.some(({ error }) => error !== null);
  return (
    <Link
      to="/sources"
      search={{ source: group.source }}
      className={troubled ? "lineage-box lineage-box-troubled" : "lineage-box"}
    >
      <b>
        <Glyph name={troubled ? "error" : "check"} />
        <Breakable text={group.source} />
      </b>
      <span className="quiet">
        {failing ? `${failing.trouble} since ${from}` : troubled ? "a table was not read" : "source is read"}
      </span>
    </Link>
  );
}

function Table({ table, zone }: { table: TableFreshness; zone: string }) {
  const { checked_at, total_rows, freshness, error } = table;
  const age = useClock((at) => {
    const passed = since(checked_at, at);
    return passed === null ? "never read" : `read ${agoText(passed)}`;
  });
  const exact = checked_at ? `${fullDay(checked_at, zone)} ${clockTime(checked_at, zone)}` : undefined;
  return (
    <div className="lineage-box">
      <b>
        <i className={`freshness freshness-${freshness}`} />
        <code>
          <Breakable text={table.table} />
        </code>
      </b>
      <span className="quiet">
        {total_rows === null ? "has not landed yet" : counted(total_rows, "row")}
        {checked_at !== null && (
          <>
            , <span title={exact}>{age}</span>
          </>
        )}
        <span className="visually-hidden">, {FRESHNESS[freshness]}</span>
      </span>
      {error && <span className="table-error">{error}</span>}
    </div>
  );
}

const FRESHNESS = { green: "current", amber: "getting old", red: "too old" } as const;
