import { useId } from "react";
import type { ValueUnit } from "@/lib/typed-digits";
import { aroundField } from "@/lib/typed-value";

interface LineFieldProps {
  column: string;
  kind: "target" | "amber" | "red";
  name: string;
  unit: ValueUnit;
  text: string;
  changed: boolean;
  wrong: boolean;
  /** Of what is said about it, if something is. */
  saidId: string | undefined;
  onType: (text: string) => void;
}

/** One line, typed as people read it; its unit stands in the field. */
export function LineField({ column, kind, name, unit, text, changed, wrong, saidId, onType }: LineFieldProps) {
  const id = useId();
  const { before, after } = aroundField(unit);
  return (
    <div className="line-field" data-changed={changed || undefined}>
      <label htmlFor={id}>
        <i className={`swatch swatch-${kind}`} />
        {name}
      </label>
      <span className="line-box" data-wrong={wrong || undefined}>
        {before && <span aria-hidden="true">{before}</span>}
        <input
          id={id}
          data-column={column}
          inputMode={unit.unit === "seconds" ? "text" : "decimal"}
          autoComplete="off"
          spellCheck={false}
          placeholder="none"
          value={text}
          aria-invalid={wrong}
          aria-describedby={saidId}
          onChange={(event) => onType(event.target.value)}
        />
        {after && <span aria-hidden="true">{after}</span>}
      </span>
    </div>
  );
}
