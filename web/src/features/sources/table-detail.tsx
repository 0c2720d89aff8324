import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { FullReload, Repair, Source, SourceTable } from "@/api/sources";
import { Ago } from "@/components/ago";
import { Breakable } from "@/components/breakable";
import { Ticked } from "@/components/ticked";
import { counted, secondsText, sizeText } from "@/lib/amounts";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { Cost, Remedies } from "./remedies";
import { comparisonText } from "./words";

interface TableDetailProps {
  table: SourceTable;
  source: Source;
  reload: FullReload | undefined;
  zone: string;
  id: string;
}

/** How one table is kept up to date and why, what mends what, and who reads it. */
export function TableDetail({ table, source, reload, zone, id }: TableDetailProps) {
  return (
    <div className="table-detail" id={id}>
      <section aria-label="How it is kept up to date">
        <h4>How it is kept up to date</h4>
        <Facts table={table} source={source} zone={zone} />
      </section>
      {table.repairs.length > 0 && (
        <section aria-label="What mends a difference">
          <h4>When it differs from its source</h4>
          <Mending repairs={table.repairs} reconcile={source.reconcile} />
        </section>
      )}
      {reload && (
        <section aria-label="What a full reload costs">
          <h4>Read in full each time</h4>
          <Cost reload={reload} />
          <Remedies reload={reload} />
        </section>
      )}
    </div>
  );
}

function Facts({ table, source, zone }: { table: SourceTable; source: Source; zone: string }) {
  return (
    <dl className="facts-of">
      <Fact name="Why">{table.reason}</Fact>
      <Fact name="Key">{table.key.length > 0 && <code>{table.key.join(", ")}</code>}</Fact>
      <Fact name="Cursor">
        {table.cursor && (
          <>
            <code>{table.cursor}</code>{" "}
            {table.cursor_value && <span className="quiet">up to {table.cursor_value}</span>}
          </>
        )}
      </Fact>
      <Fact name="Last reading">
        {table.check_seconds !== null && (
          <>
            <Ago at={table.checked_at} zone={zone} />, took {secondsText(table.check_seconds)} at the source
          </>
        )}
      </Fact>
      <Fact name="Noted">{table.note}</Fact>
      <Fact name="Changed">{table.drift.length > 0 && <Drift table={table} zone={zone} />}</Fact>
      <Fact name="Files">{table.files && <Files files={table.files} zone={zone} />}</Fact>
      <Fact name="Waiting">
        {table.waiting && (
          <>
            {counted(table.waiting.deliveries, "delivery", "deliveries")}, the first{" "}
            <Ago at={table.waiting.oldest_at} zone={zone} />: the next beat lands them
          </>
        )}
      </Fact>
      <Fact name="Compared">
        {table.reconciliation && (
          <>
            <Ago at={table.reconciliation.started_at} zone={zone} />: {comparisonText(table.reconciliation)}
          </>
        )}
      </Fact>
      <Fact name="Table">
        <code>
          <Breakable text={table.table} />
        </code>
      </Fact>
      <Fact name="Read by">{table.metrics.length > 0 && <Readers metrics={table.metrics} />}</Fact>
      {table.state === "gone" && (
        <Fact name="Gone">The source has it no more. Its rows stay as they were read last.</Fact>
      )}
      {table.state === "left_out" && (
        <Fact name="Left out">
          <code>{source.file}</code> does not land it any more. Its rows stay.
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Drift({ table, zone }: { table: SourceTable; zone: string }) {
  return (
    <ul>
      {table.drift.map((change) => (
        <li key={`${change.column} ${change.what}`}>
          <code>{change.column}</code> {change.what},{" "}
          <span className="quiet">
            found <Ago at={change.found_at} zone={zone} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Files({ files, zone }: { files: NonNullable<SourceTable["files"]>; zone: string }) {
  const newest = useClock((at) => whenText(files.newest_at, at, zone));
  const all = `${counted(files.files, "file")}, ${sizeText(files.size)}, the newest of ${newest}`;
  if (files.rows_left_out === 0) {
    return all;
  }
  return `${all}. ${counted(files.rows_left_out, "row")} could not be read and are left out, first in ${files.left_out_of}`;
}

function Readers({ metrics }: { metrics: string[] }) {
  return (
    <ul className="readers">
      {metrics.map((metric) => (
        <li key={metric}>
          <Link to="/metrics/$metricId" params={{ metricId: metric }}>
            <Breakable text={metric} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Often({ reconcile }: { reconcile: Source["reconcile"] }) {
  if (reconcile !== "off") return <span className="quiet"> {reconcile}</span>;
  return (
    <span className="quiet">
      {" "}
      off, <code>reconcile: daily</code> turns it on
    </span>
  );
}

const MENDERS: [Repair["by"], string][] = [
  ["next_run", "The next run mends"],
  ["reconcile", "Only a comparison mends"],
  ["sender", "Only the sender mends"],
];

function Mending({ repairs, reconcile }: { repairs: Repair[]; reconcile: Source["reconcile"] }) {
  return MENDERS.map(([by, words]) => {
    const mended = repairs.filter((repair) => repair.by === by);
    if (mended.length === 0) return null;
    return (
      <div key={by} className={`mending mending-${by}`}>
        <h5>
          {words}
          {by === "reconcile" && <Often reconcile={reconcile} />}
        </h5>
        <ul>
          {mended.map((repair) => (
            <li key={repair.difference}>
              <Ticked text={repair.difference} />
              {repair.note && <span className="quiet">: {repair.note}</span>}
            </li>
          ))}
        </ul>
      </div>
    );
  });
}
