import { useCallback, useEffect, useRef, useState } from "react";
import type { CatalogMetric } from "@/api/catalog";
import { nameAmong } from "@/components/words";
import { liesIn } from "@/lib/areas";
import { Choice } from "./choice";
import { isFiltering, NOBODY, PLAIN_VIEW, type View } from "./view";
import { STAGE_ORDER, STAGES, VERIFICATIONS } from "./words";

interface FilterBarProps {
  metrics: CatalogMetric[];
  view: View;
  onChange: (change: Partial<View>) => void;
  /** From the field into the list that answers this text. */
  onDown: (text: string) => void;
}

/** What to look for, and where: by text, area, owner, stage and verification. */
export function FilterBar({ metrics, view, onChange, onDown }: FilterBarProps) {
  const live = metrics.filter((metric) => view.retired || metric.retired === null);
  const areas = live.map((metric) => metric.area || NOBODY);
  const allAreas = [...new Set([...areas, ...view.areas])];
  const clear = () => {
    const { text, areas, owners, conditions, verifications, stages } = PLAIN_VIEW;
    onChange({ text, areas, owners, conditions, verifications, stages });
  };
  return (
    <search className="catalog-filters">
      <SearchField text={view.text} onText={(text) => onChange({ text })} onDown={onDown} />
      <Choice
        label="Area"
        chosen={view.areas}
        among={areas.flatMap((area) => allAreas.filter((each) => liesIn(area, each)))}
        name={(area) => (area === NOBODY ? "no area" : area)}
        onChoose={(areas) => onChange({ areas })}
      />
      <Choice
        label="Owner"
        chosen={view.owners}
        among={live.map((metric) => metric.owner ?? NOBODY)}
        name={(owner) => (owner === NOBODY ? "nobody" : nameAmong(live, owner))}
        onChoose={(owners) => onChange({ owners })}
      />
      <Choice
        label="Stage"
        chosen={view.stages}
        among={metrics.map((metric) => metric.stage)}
        order={STAGE_ORDER}
        name={(stage) => STAGES[stage as keyof typeof STAGES] ?? stage}
        onChoose={(stages) => onChange({ stages })}
      />
      <Choice
        label="Verification"
        chosen={view.verifications}
        among={live.flatMap((metric) => metric.verification_state ?? [])}
        order={Object.keys(VERIFICATIONS)}
        name={(state) => VERIFICATIONS[state as keyof typeof VERIFICATIONS] ?? state}
        onChoose={(verifications) => onChange({ verifications })}
      />
      {isFiltering(view) && (
        <button type="button" className="catalog-clear" onClick={clear}>
          Clear
        </button>
      )}
    </search>
  );
}

const PAUSE_MILLISECONDS = 150;

interface SearchFieldProps {
  text: string;
  onText: (text: string) => void;
  onDown: (text: string) => void;
}

/** Typing is heard at once, and told to the address when it pauses. */
function SearchField({ text, onText, onDown }: SearchFieldProps) {
  const [typed, setTyped] = useState(text);
  const told = useRef(text);
  const tell = useRef(onText);
  tell.current = onText;
  // The address has another text than was told: somebody cleared it, or went back.
  useEffect(() => {
    if (text !== told.current) setTyped(text);
    told.current = text;
  }, [text]);
  const tellNow = useCallback((what: string) => {
    if (what === told.current) return;
    told.current = what;
    tell.current(what);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => tellNow(typed), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [typed, tellNow]);
  return (
    <input
      type="search"
      className="catalog-search"
      placeholder="Find by name, code, owner"
      aria-label="Find a metric"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === "ArrowDown" || event.key === "Enter") {
          event.preventDefault();
          tellNow(typed);
          onDown(typed);
        }
        if (event.key === "Escape" && typed !== "") {
          event.stopPropagation();
          setTyped("");
        }
      }}
    />
  );
}
