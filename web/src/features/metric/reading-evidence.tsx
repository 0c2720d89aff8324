import type { Reading } from "@/api/board";
import { Breakable } from "@/components/breakable";
import { counted } from "@/lib/amounts";
import { shortHash } from "./definition-version";

/** What a reading rests on: the definition that computed it, the rows that its statement read, the load of each table. */
export function ReadingEvidence({ reading, current }: { reading: Reading; current: string }) {
  const { definition_hash, rows_read, loads, carried } = reading;
  return (
    <tr className="row-evidence">
      <td colSpan={8}>
        <dl>
          <dt>Definition</dt>
          <dd>
            <code title={definition_hash}>{shortHash(definition_hash)}</code>
            {definition_hash === current ? ", the one of now" : ", another than now"}
          </dd>
          <dt>Statement</dt>
          <dd>
            {carried
              ? "did not run: nothing that it reads had changed"
              : rows_read === null
                ? "rows were not counted"
                : `read ${counted(rows_read, "row")} from tables`}
          </dd>
          {Object.entries(loads).map(([table, load]) => (
            <Load key={table} table={table} load={load} />
          ))}
        </dl>
      </td>
    </tr>
  );
}

function Load({ table, load }: { table: string; load: string | null }) {
  return (
    <>
      <dt>
        <code>
          <Breakable text={table} />
        </code>
      </dt>
      <dd>{load === null ? "no load yet" : `load ${load}`}</dd>
    </>
  );
}
