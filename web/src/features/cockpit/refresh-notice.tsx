import { Link } from "@tanstack/react-router";
import { Glyph } from "@/components/glyph";
import type { Outcome } from "./refresh-outcome";
import "./refresh-notice.css";

const MOST_TOLD = 4;

/** What failed in the refresh that one asked for, and where to look. It stays until it is closed. */
export function RefreshNotice({ outcome, onClose }: { outcome: Outcome; onClose: () => void }) {
  const { title, failures, beat } = outcome;
  const rest = failures.length - MOST_TOLD;
  return (
    <section className="refresh-notice" aria-label={title}>
      <header>
        <Glyph name="error" />
        <b>{title}</b>
        <button type="button" onClick={onClose} aria-label="Close" title="Close">
          <Glyph name="close" />
        </button>
      </header>
      <ul>
        {failures.slice(0, MOST_TOLD).map(({ where, message }) => (
          <li key={`${where} ${message}`}>
            {where && <b>{where}</b>}
            <span>{message}</span>
          </li>
        ))}
        {rest > 0 && <li>and {rest} more</li>}
      </ul>
      {beat !== null && (
        <Link to="/runs" search={{ beat }}>
          See what this refresh did
        </Link>
      )}
    </section>
  );
}
