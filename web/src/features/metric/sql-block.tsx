import { highlightSql } from "@/lib/highlight-sql";

export function SqlBlock({ sql, label }: { sql: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="sql" tabIndex={0} aria-label={label}>
      <pre>
        {highlightSql(sql).map((token, index) =>
          token.kind === "word" || token.kind === "other" ? (
            token.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
            <span key={index} className={`sql-${token.kind}`}>
              {token.text}
            </span>
          ),
        )}
      </pre>
    </section>
  );
}
