import { Link } from "@tanstack/react-router";
import type { TableFreshness } from "@/api/board";
import { Breakable } from "@/components/breakable";
import { agoText, since } from "@/lib/age";
import { counted } from "@/lib/amounts";
import { clockTime, fullDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** The tables behind the number, and how current each is. */
export function TablesCard({ tables, zone }: { tables: TableFreshness[]; zone: string }) {
  return (
    <section className="card pad" aria-label="Sources">
      <h2>Where it comes from</h2>
      {tables.length === 0 ? (
        <p className="note">Its SQL reads no table.</p>
      ) : (
        <ul className="tables">
          {tables.map((table) => (
            <li key={table.table}>
              <i className={`freshness freshness-${table.freshness}`} />
              <code>
                <Breakable text={table.table} />
              </code>
              <span className="quiet">
                <Description table={table} />
              </span>
              <span
                className="table-age"
                title={
                  table.checked_at
                    ? `${fullDay(table.checked_at, zone)} ${clockTime(table.checked_at, zone)}`
                    : undefined
                }
              >
                <Age checkedAt={table.checked_at} />
              </span>
              {table.error && <span className="table-error">{table.error}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Description({ table: { source_id, total_rows } }: { table: TableFreshness }) {
  if (source_id === null && total_rows === null) return "has not landed yet";
  return (
    <>
      {source_id && (
        <>
          source{" "}
          <Link to="/sources" search={{ source: source_id }} className="source-link">
            {source_id}
          </Link>
        </>
      )}
      {source_id && total_rows !== null && ", "}
      {total_rows !== null && counted(total_rows, "row")}
    </>
  );
}

function Age({ checkedAt }: { checkedAt: string | null }) {
  return useClock((at) => {
    const passed = since(checkedAt, at);
    return passed === null ? "never read" : `read ${agoText(passed)}`;
  });
}
