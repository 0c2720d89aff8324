import type { TableFreshness } from "@/api/board";
import { agoText, since } from "@/lib/age";
import { clockTime, fullDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { Breakable } from "./breakable";

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
              <span className="quiet">{describe(table)}</span>
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

function describe({ source_id, total_rows }: TableFreshness): string {
  const rows = total_rows === null ? null : `${total_rows.toLocaleString("en").replaceAll(",", "\u202f")} rows`;
  return [source_id && `source ${source_id}`, rows].filter(Boolean).join(", ") || "has not landed yet";
}

function Age({ checkedAt }: { checkedAt: string | null }) {
  return useClock((at) => {
    const passed = since(checkedAt, at);
    return passed === null ? "never read" : `read ${agoText(passed)}`;
  });
}
