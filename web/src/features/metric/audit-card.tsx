import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Audit } from "@/api/board";
import { auditQuery } from "@/api/metric-page";
import { Glyph, type GlyphName } from "@/components/glyph";
import { clockTime, fullDay } from "@/lib/calendar";
import { AuditText } from "./audit-text";

const GLYPHS: Record<Audit["verdict"], GlyphName> = { pass: "check", warn: "amber", fail: "error" };

/** What `heartbeat validate` found: the newest verdict with its reasons, and the document behind it. */
export function AuditCard({ metricId, audits, zone }: { metricId: string; audits: Audit[]; zone: string }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [reading, setReading] = useState(false);
  const audit = audits.find((each) => each.audit_id === chosen) ?? audits[0];
  return (
    <section className="card pad audit" aria-label="Audit">
      <div className="card-head">
        <h2>Audit</h2>
        {audit && (
          <span className={`badge audit-${audit.verdict}`}>
            <Glyph name={GLYPHS[audit.verdict]} />
            {audit.verdict}
          </span>
        )}
      </div>
      {audit ? (
        <>
          <p className="note">
            {audit === audits[0] ? "Audited" : "An earlier audit, made"} {fullDay(audit.audited_at, zone)}{" "}
            {clockTime(audit.audited_at, zone)}.{" "}
            {audit.is_of_this_definition
              ? "It still computes what was audited."
              : "Its definition has changed since: what it computes now was not audited."}
          </p>
          <ul className="audit-reasons">
            {audit.reasons.map((reason) => (
              <li key={reason.sentence} className={`audit-${reason.level}`}>
                <Glyph name={GLYPHS[reason.level]} />
                <span>
                  <span className="visually-hidden">{reason.level}: </span>
                  {reason.sentence}
                </span>
              </li>
            ))}
          </ul>
          <div className="audit-ways">
            <button type="button" className="button" aria-expanded={reading} onClick={() => setReading(!reading)}>
              {reading ? "Close the document" : "Read the document"}
            </button>
            {audits.length > 1 && (
              <label className="quiet">
                Audit of{" "}
                <select value={audit.audit_id} onChange={(event) => setChosen(Number(event.target.value))}>
                  {audits.map((each) => (
                    <option key={each.audit_id} value={each.audit_id}>
                      {fullDay(each.audited_at, zone)} {clockTime(each.audited_at, zone)}: {each.verdict}
                    </option>
                  ))}
                </select>
              </label>
            )}
          </div>
          {reading && <Document metricId={metricId} audit={audit} />}
        </>
      ) : (
        <p className="note">
          Nobody has audited this number yet. <code>heartbeat validate {metricId}</code> does, and its verdict stands
          here.
        </p>
      )}
    </section>
  );
}

function Document({ metricId, audit }: { metricId: string; audit: Audit }) {
  const asked = useQuery(auditQuery(metricId, audit.audit_id));
  if (asked.data) return <AuditText blocks={asked.data.content} />;
  return (
    <p className="note" role="status">
      {asked.error
        ? `The document could not be read: ${asked.error.message} It is also in ${audit.file} of the workspace.`
        : "Reading the document …"}
    </p>
  );
}
