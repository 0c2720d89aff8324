import { MarkGlyph } from "@/components/mark";

const EXAMPLE = `# sources/webbank.yaml
kind: postgres
url: \${WEBBANK_URL}
schemas: [core]`;

/** Before the first source is deployed: what one is, and how it comes here. */
export function EmptySources() {
  return (
    <section className="card pad sources-empty" aria-label="No source yet">
      <MarkGlyph />
      <h2>No source is deployed</h2>
      <p>A source is a system whose rows are landed. It is one file in the workspace's folder of sources:</p>
      <pre>
        <code>{EXAMPLE}</code>
      </pre>
      <p>
        <code>heartbeat deploy</code> makes it count, and the next beat reads it.
      </p>
    </section>
  );
}
