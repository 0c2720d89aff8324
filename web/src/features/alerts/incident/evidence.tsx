import type { IncidentDocument } from "@/api/alerts";
import { Glyph } from "@/components/glyph";
import { counted } from "@/lib/amounts";
import { evidenceFacts } from "./evidence-words";

/** What the last change rests on, as it was stored, and whether the rules of today say the same of it. */
export function Evidence({ document: { evidence, replay } }: { document: IncidentDocument }) {
  if (!evidence) return null;
  const facts = evidenceFacts(evidence);
  return (
    <section className="card pad" aria-label="Evidence">
      <h2>Evidence</h2>
      {replay.judged > 0 && (
        <p className={replay.same ? "replay replay-same" : "replay"}>
          <Glyph name={replay.same ? "check" : "error"} />
          Judged again: {replay.same ? "the same" : "not the same"}
          <span className="quiet">, {counted(replay.judged, "change")}</span>
        </p>
      )}
      {replay.differences.map((difference) => (
        <p key={difference} className="channel-error">
          {difference}
        </p>
      ))}
      {facts.length > 0 && (
        <dl className="channel-facts">
          {facts.map(({ name, value }) => (
            <Fact key={name} name={name} value={value} />
          ))}
        </dl>
      )}
      <details className="evidence-whole">
        <summary>As it was stored</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
        <pre tabIndex={0}>{JSON.stringify(evidence, null, 2)}</pre>
      </details>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
