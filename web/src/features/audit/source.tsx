import { highlightPython } from "./highlight-python";
import "./source.css";

/** The source of a module, coloured. */
export function Source({ text, label }: { text: string; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="source" tabIndex={0} aria-label={label}>
      <pre>
        {highlightPython(text).map((token, index) =>
          token.kind === "word" || token.kind === "other" ? (
            token.text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
            <span key={index} className={`source-${token.kind}`}>
              {token.text}
            </span>
          ),
        )}
      </pre>
    </section>
  );
}
