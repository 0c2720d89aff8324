import { useId } from "react";
import type { ValueUnit } from "@/lib/typed-digits";
import { aroundField, exampleFor } from "@/lib/typed-value";

interface LineFieldProps {
  column: string;
  kind: "target" | "amber" | "red";
  name: string;
  unit: ValueUnit;
  text: string;
  changed: boolean;
  problem: string | null;
  note: string | null;
  onType: (text: string) => void;
}

/** One line, typed as people read it; its unit stands in the field. */
export function LineField({ column, kind, name, unit, text, changed, problem, note, onType }: LineFieldProps) {
  const id = useId();
  const { before, after } = aroundField(unit);
  const said = problem ?? note;
  return (
    <div className="line-field" data-changed={changed || undefined}>
      <label htmlFor={id}>
        <i className={`swatch swatch-${kind}`} />
        {name}
      </label>
      <span className="line-box" data-wrong={problem !== null || undefined}>
        {before && <span aria-hidden="true">{before}</span>}
        <input
          id={id}
          data-column={column}
          inputMode={unit.unit === "seconds" ? "text" : "decimal"}
          autoComplete="off"
          spellCheck={false}
          placeholder={exampleFor(unit) === "1 h 30 m" ? "1 h 30 m" : "none"}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={said ? `${id}-said` : undefined}
          onChange={(event) => onType(event.target.value)}
        />
        {after && <span aria-hidden="true">{after}</span>}
      </span>
      {said && (
        <small id={`${id}-said`} className={problem ? "field-problem" : "field-note"}>
          {said}
        </small>
      )}
    </div>
  );
}
