import { useStar } from "@/lib/watch-store";
import { Glyph } from "./glyph";
import "./star-button.css";

interface StarButtonProps {
  metricId: string;
  /** Of the metric, for the name of the button. */
  name: string;
  look?: string;
  /** Out of the order of Tab where a key does the same. */
  tabIndex?: number;
}

/** Follow a metric, or no more: its star is kept in this browser. */
export function StarButton({ metricId, name, look = "tool", tabIndex }: StarButtonProps) {
  const [starred, toggle] = useStar(metricId);
  return (
    <button
      type="button"
      className={`${look} star-button`}
      aria-pressed={starred}
      aria-label={`Star ${name}`}
      title={starred ? "Starred: press to take the star off (W)" : "Star: show it with your other starred metrics (W)"}
      tabIndex={tabIndex}
      onClick={toggle}
    >
      <Glyph name={starred ? "starred" : "star"} />
    </button>
  );
}
