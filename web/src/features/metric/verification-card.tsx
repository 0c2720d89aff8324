import type { MetricPage } from "@/api/board";
import { useMay } from "@/api/session";
import { Breakable } from "@/components/breakable";
import { Commit } from "@/components/commit";
import { personName } from "@/components/editing/people";
import { VerifyWays } from "@/components/editing/verify-ways";
import { Glyph, type GlyphName } from "@/components/glyph";
import { fullDay } from "@/lib/calendar";
import { SinceVerified } from "./since-verified";

const NOTES = {
  verified: null,
  unverified: "Nobody has verified this number yet. It shows, but it never pages anyone.",
  changed: "What it computes changed since it was verified. It pages nobody until it is verified again.",
} as const;

/** Whether a person stands behind the number, for which definition, and what speaks for it. An operator puts their name to it here. */
export function VerificationCard({ page, zone }: { page: MetricPage; zone: string }) {
  const { definition, verification } = page;
  const { state } = verification;
  const mayEdit = useMay("operator");
  const note = NOTES[state];
  return (
    <section className="card pad" aria-label="Verification">
      <div className="card-head">
        <h2>Verification</h2>
        <span className={`badge badge-${state}`}>
          <Glyph name={state === "verified" ? "check" : "unverified"} />
          {state === "changed" ? "changed since verified" : state}
        </span>
      </div>
      {note && <p className="note">{note}</p>}
      <ul className="checks">
        {checksOf(page, zone).map(({ glyph, text }) => (
          <li key={text} className={`check-${glyph}`}>
            <Glyph name={glyph} />
            {text}
          </li>
        ))}
      </ul>
      {state === "changed" && <SinceVerified page={page} zone={zone} />}
      {mayEdit && <VerifyWays page={page} zone={zone} />}
      <dl className="facts">
        <dt>File</dt>
        <dd>
          <code>
            <Breakable text={definition.file} />
          </code>
        </dd>
        <dt>Deployed</dt>
        <dd>
          {fullDay(definition.deployed_at, zone)}
          {definition.git_commit && <Commit name={definition.git_commit} />}
        </dd>
      </dl>
    </section>
  );
}

interface Check {
  glyph: GlyphName;
  text: string;
}

/** Who stands behind it, whether it still is what they looked at, and what the last audit found. */
function checksOf({ verification, people, definitions, definition, audits }: MetricPage, zone: string): Check[] {
  const checks: Check[] = [];
  const { state, by, at, reason, changed_at, changed_because } = verification;
  if (by && at) {
    const said = reason ? `: ${reason}` : "";
    checks.push({ glyph: "check", text: `Verified by ${personName(by, people)} on ${fullDay(at, zone)}${said}` });
  }
  const own = definitions.find((each) => each.definition_hash === definition.definition_hash);
  if (state === "verified" && own)
    checks.push({ glyph: "check", text: `Computed the same way since ${fullDay(own.deployed_at, zone)}` });
  if (state === "changed" && changed_because) {
    const since = changed_at ? ` (${fullDay(changed_at, zone)})` : "";
    checks.push({ glyph: "amber", text: `${capital(changed_because)}${since}` });
  }
  const [audit] = audits;
  if (audit) {
    const older = audit.is_of_this_definition ? "" : ", of an older definition";
    const glyph = ({ pass: "check", warn: "amber", fail: "error" } as const)[audit.verdict];
    checks.push({ glyph, text: `Audit of ${fullDay(audit.audited_at, zone)}: ${audit.verdict}${older}` });
  }
  return checks;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
