import { useId, useMemo } from "react";
import type { Person } from "@/api/board";
import { useLive } from "@/api/use-live";
import { EditTrouble, MeanwhileNote } from "./edit-problem";
import { readOwner, whoMayOwn } from "./people";
import type { Meanwhile } from "./standing";

interface OwnerFormProps {
  /** Who owns it now. */
  owner: string | null;
  people: Person[];
  /** What was typed; null before anything was. */
  typed: string | null;
  zone: string;
  /** The field was opened to be typed into. */
  focus: boolean;
  busy: boolean;
  problem: Error | null;
  /** What others did meanwhile to what this is about. */
  others: Meanwhile | null;
  /** What an owner means here, so that nobody is surprised. */
  consequence?: (owner: string | null) => string;
  onType: (text: string) => void;
  onSave: (owner: string | null) => void;
  /** It is saved all the same, over what is there now. */
  onKeep: (owner: string | null) => void;
  /** Nobody wants another owner. */
  onDone: () => void;
}

/** Names an owner: an address, or the name of somebody whom the workspace knows. */
export function OwnerForm(props: OwnerFormProps) {
  const { owner, typed, zone, focus, busy, problem, others, consequence, onType, onSave, onKeep, onDone } = props;
  const id = useId();
  const board = useLive((state) => state.board);
  const people = useMemo(
    () => whoMayOwn(props.people, board?.metrics.map((each) => each.owner) ?? []),
    [props.people, board],
  );
  const text = typed ?? owner ?? "";
  const read = readOwner(text, people);
  const changed = read.problem === null && read.owner !== owner;
  const wrong = typed === null ? null : read.problem;
  const said = wrong ?? consequence?.(read.owner);
  return (
    <form
      className="owner-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !others) onSave(read.owner);
        else if (read.problem === null && !others) onDone();
      }}
    >
      <label className="owner-field">
        <span>Email or name</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the editor was opened for this field
          autoFocus={focus}
          list={id}
          value={text}
          maxLength={254}
          autoComplete="off"
          spellCheck={false}
          placeholder="nobody"
          aria-describedby={said ? `${id}-said` : undefined}
          onChange={(event) => onType(event.target.value)}
        />
        <datalist id={id}>
          {people.map(({ email, name }) => (
            <option key={email} value={email}>
              {name ?? email}
            </option>
          ))}
        </datalist>
      </label>
      {said && (
        <small id={`${id}-said`} className={wrong ? "field-problem" : "field-note"}>
          {said}
        </small>
      )}
      {problem && !others && <EditTrouble problem={problem} />}
      {others ? (
        <MeanwhileNote
          meanwhile={others}
          zone={zone}
          busy={busy || read.problem !== null}
          onKeep={() => onKeep(read.owner)}
          onDrop={onDone}
        />
      ) : (
        <div className="edit-ways">
          <button type="submit" className="button button-main" disabled={busy || !changed}>
            {busy ? "Saving …" : "Save"}
          </button>
          <button type="button" className="button" disabled={busy} onClick={onDone}>
            Cancel
          </button>
          {owner && (
            <button type="button" className="button button-plain" disabled={busy} onClick={() => onSave(null)}>
              Nobody owns it
            </button>
          )}
        </div>
      )}
    </form>
  );
}
