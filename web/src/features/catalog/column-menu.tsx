import { Popup } from "@/components/popup";
import { COLUMN_KEYS, type ColumnKey } from "./column-keys";
import { COLUMNS } from "./columns";

interface ColumnMenuProps {
  /** What is on screen. */
  shown: ColumnKey[];
  chosen: ColumnKey[] | null;
  onChoose: (chosen: ColumnKey[] | null) => void;
}

/** Which columns stand there. Those that were chosen and find no room are named, so that nobody looks for them. */
export function ColumnMenu({ shown, chosen, onChoose }: ColumnMenuProps) {
  const wanted = chosen ?? shown;
  const without = wanted.filter((key) => !shown.includes(key));
  const toggle = (key: ColumnKey) => {
    const next = wanted.includes(key) ? wanted.filter((each) => each !== key) : [...wanted, key];
    onChoose(COLUMN_KEYS.filter((each) => next.includes(each)));
  };
  return (
    <Popup label="Columns" className="column-menu" sign="Columns">
      <fieldset>
        <legend className="visually-hidden">Columns</legend>
        {COLUMN_KEYS.filter((key) => key !== "name").map((key) => (
          <label key={key} className="switch">
            <input type="checkbox" checked={wanted.includes(key)} onChange={() => toggle(key)} />
            {COLUMNS[key].title}
          </label>
        ))}
      </fieldset>
      {without.length > 0 && (
        <p className="quiet">No room here for {without.map((key) => COLUMNS[key].title.toLowerCase()).join(", ")}.</p>
      )}
      {chosen && (
        <button type="button" className="button" onClick={() => onChoose(null)}>
          As it was
        </button>
      )}
    </Popup>
  );
}
