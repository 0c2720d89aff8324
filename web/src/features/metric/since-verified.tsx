import { useState } from "react";
import type { MetricPage } from "@/api/board";
import { Commit } from "@/components/commit";
import { fullDay } from "@/lib/calendar";
import { lineDiff } from "@/lib/line-diff";

/** What was verified beside what is deployed now: the header's words, and the statements line by line. */
export function SinceVerified({
  page: { metric, definition, verification },
  zone,
}: {
  page: MetricPage;
  zone: string;
}) {
  const [open, setOpen] = useState(false);
  const then = verification.verified_definition;
  if (!then) return null;
  const header = (["period", "unit", "direction"] as const).filter((name) => then[name] !== metric[name]);
  const statements = [
    { name: "Value", before: then.value_sql, after: definition.value_sql },
    { name: "History", before: then.history_sql ?? "", after: definition.history_sql ?? "" },
  ].filter(({ before, after }) => before !== after);
  return (
    <div className="since-verified">
      <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Close what changed" : "See what changed"}
      </button>
      {open && (
        <>
          <p className="quiet">
            Verified: as deployed {fullDay(then.deployed_at, zone)}
            {then.git_commit && (
              <>
                {" "}
                (<Commit name={then.git_commit} />)
              </>
            )}
          </p>
          {header.map((name) => (
            <p key={name}>
              {name}: <del>{then[name]}</del> <ins>{metric[name]}</ins>
            </p>
          ))}
          {statements.map(({ name, before, after }) => (
            <Difference key={name} name={name} before={before} after={after} />
          ))}
        </>
      )}
    </div>
  );
}

const MARKS = { same: " ", gone: "\u2212", new: "+" } as const;
const SPOKEN = { same: "", gone: "removed: ", new: "added: " } as const;

function Difference({ name, before, after }: { name: string; before: string; after: string }) {
  return (
    <section aria-label={`Changes of the statement: ${name}`}>
      <h3>{name}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre className="difference" tabIndex={0}>
        {lineDiff(before, after).map(({ kind, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
          <span key={index} className={`line-${kind}`}>
            <i aria-hidden="true">{MARKS[kind]}</i>
            <span className="visually-hidden">{SPOKEN[kind]}</span>
            {text}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}
