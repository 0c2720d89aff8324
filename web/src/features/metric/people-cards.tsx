import type { BoardMetric, Definition } from "@/api/board";
import { Breakable } from "@/components/breakable";
import { Glyph } from "@/components/glyph";
import { ownerName } from "@/components/words";
import { fullDay } from "@/lib/calendar";

export function OwnerCard({ metric }: { metric: BoardMetric }) {
  return (
    <section className="card pad" aria-label="Owner">
      <h2>Owner</h2>
      {metric.owner ? (
        <div className="person">
          <span className="avatar" aria-hidden="true">
            {initials(metric.owner)}
          </span>
          <div>
            <b>{ownerName(metric.owner)}</b>
            <span className="quiet">{metric.owner}</span>
          </div>
        </div>
      ) : (
        <p className="note">Nobody owns this number. A metric without an owner never calls anyone.</p>
      )}
    </section>
  );
}

export function initials(email: string): string {
  const parts = ownerName(email)
    .split(/[._-]+/)
    .filter(Boolean);
  return parts
    .slice(0, 2)
    .map((part) => part.charAt(0).toUpperCase())
    .join("");
}

const VERIFICATION = {
  verified: "A named person stands behind this number.",
  unverified: "Nobody has verified this number yet. It shows, but it never calls anyone.",
  changed: "Its definition changed since it was verified. It calls nobody until it is verified again.",
} as const;

export function VerificationCard({
  metric,
  definition,
  zone,
}: {
  metric: BoardMetric;
  definition: Definition;
  zone: string;
}) {
  const state = metric.verification_state;
  return (
    <section className="card pad" aria-label="Verification">
      <div className="card-head">
        <h2>Verification</h2>
        <span className={`badge badge-${state}`}>
          <Glyph name={state === "verified" ? "check" : "unverified"} />
          {state === "changed" ? "changed since verified" : state}
        </span>
      </div>
      <p className="note">{VERIFICATION[state]}</p>
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

/** A commit that files were changed after is not what was deployed: that is said, not cut. */
function Commit({ name }: { name: string }) {
  const commit = name.replace(/-dirty$/, "");
  return (
    <span className="commit" title={commit}>
      <code>{commit.slice(0, 8)}</code>
      {commit !== name && " with uncommitted changes"}
    </span>
  );
}
