import type { LegendEntry } from "./renderer";

interface LegendProps {
  entries: LegendEntry[];
  hidden: ReadonlySet<string>;
  toggle: (name: string) => void;
}

/** What the colours mean. A series is switched off and on by its name. */
export function Legend({ entries, hidden, toggle }: LegendProps) {
  return (
    <ul className="cut-legend" aria-label="Legend">
      {entries.map((entry) => (
        <li key={`${entry.mark} ${entry.name}`}>
          {entry.isSeries ? (
            <button
              type="button"
              aria-pressed={!hidden.has(entry.name)}
              title={hidden.has(entry.name) ? `Show ${entry.name}` : `Hide ${entry.name}`}
              onClick={() => toggle(entry.name)}
            >
              <Mark entry={entry} />
              <span>{entry.name}</span>
            </button>
          ) : (
            <>
              <Mark entry={entry} />
              <span>{entry.name}</span>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Mark({ entry: { mark, color } }: { entry: LegendEntry }) {
  return <i className={`mark-${mark}`} style={{ color }} aria-hidden="true" />;
}
