import { useId, useMemo, useRef, useState } from "react";
import type { CutDocument } from "@/api/audit";
import { useLive } from "@/api/use-live";
import { EditTrouble, MeanwhileNote } from "@/components/editing/edit-problem";
import { personName, readOwner, whoMayOwn } from "@/components/editing/people";
import { Glyph } from "@/components/glyph";
import { initials } from "@/components/initials";
import { useDraft } from "@/lib/use-draft";
import { useFocusAfter } from "@/lib/use-focus-after";
import { type CutStanding, meanwhileOfCut, standingOfCut } from "./cut-standing";
import { useEditCut } from "./use-edit-cut";

interface OwnerDraft {
  text: string;
  base: CutStanding;
}

const COLUMNS = ["owner"] as const;

/** Who answers for a cut; an operator names somebody else here. What is half typed keeps the field open. */
export function CutOwner({ cut, zone, mayEdit }: { cut: CutDocument; zone: string; mayEdit: boolean }) {
  const [draft, setDraft] = useDraft<OwnerDraft>(`cut ${cut.cut_id} owner`);
  const [opened, setOpened] = useState(false);
  const editing = mayEdit && (opened || draft !== null);
  const section = useRef<HTMLElement>(null);
  useFocusAfter(editing, () => section.current?.querySelector("button"));
  const change = cut.owner ? "Change the owner" : "Name an owner";
  return (
    <section aria-label="Owner" ref={section}>
      <div className="card-head">
        <h3>Owner</h3>
        {mayEdit && !editing && (
          <button
            type="button"
            className="icon-button"
            aria-label={change}
            title={change}
            onClick={() => setOpened(true)}
          >
            <Glyph name="edit" />
          </button>
        )}
      </div>
      <Shown cut={cut} />
      {editing && (
        <Editor
          cut={cut}
          zone={zone}
          draft={draft}
          onDraft={setDraft}
          focus={opened}
          onDone={() => {
            setDraft(null);
            setOpened(false);
          }}
        />
      )}
    </section>
  );
}

function Shown({ cut: { owner, people } }: { cut: CutDocument }) {
  if (!owner) return <p className="note">Nobody owns this cut.</p>;
  const name = personName(owner, people);
  return (
    <div className="person">
      <span className="avatar" aria-hidden="true">
        {initials(name)}
      </span>
      <div>
        <b>{name}</b>
        <span className="quiet">{owner}</span>
      </div>
    </div>
  );
}

interface EditorProps {
  cut: CutDocument;
  zone: string;
  draft: OwnerDraft | null;
  onDraft: (draft: OwnerDraft | null) => void;
  /** The field was opened to be typed into. */
  focus: boolean;
  onDone: () => void;
}

function Editor({ cut, zone, draft, onDraft, focus, onDone }: EditorProps) {
  const id = useId();
  const board = useLive((state) => state.board);
  const people = useMemo(
    () => whoMayOwn(cut.people, board?.metrics.map((each) => each.owner) ?? []),
    [cut.people, board],
  );
  const edit = useEditCut(cut.cut_id, onDone);
  const text = draft?.text ?? cut.owner ?? "";
  const read = readOwner(text, people);
  const changed = read.problem === null && read.owner !== cut.owner;
  const others = draft ? meanwhileOfCut(draft.base, cut, COLUMNS) : null;
  const save = (owner: string | null, base = draft?.base ?? standingOfCut(cut)) =>
    edit.mutate({ changes: { owner }, base, columns: COLUMNS, reason: "" });
  return (
    <form
      className="owner-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !others) save(read.owner);
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
          onChange={(event) => {
            edit.reset();
            onDraft({ base: draft?.base ?? standingOfCut(cut), text: event.target.value });
          }}
        />
        <datalist id={id}>
          {people.map(({ email, name }) => (
            <option key={email} value={email}>
              {name ?? email}
            </option>
          ))}
        </datalist>
      </label>
      {draft && read.problem && <small className="field-problem">{read.problem}</small>}
      {edit.error && !others && <EditTrouble problem={edit.error} />}
      {others ? (
        <MeanwhileNote
          meanwhile={others}
          zone={zone}
          busy={edit.isPending || read.problem !== null}
          onKeep={() => save(read.owner, standingOfCut(cut))}
          onDrop={onDone}
        />
      ) : (
        <div className="edit-ways">
          <button type="submit" className="button button-main" disabled={edit.isPending || !changed}>
            {edit.isPending ? "Saving …" : "Save"}
          </button>
          <button type="button" className="button" disabled={edit.isPending} onClick={onDone}>
            Cancel
          </button>
          {cut.owner && (
            <button type="button" className="button button-plain" disabled={edit.isPending} onClick={() => save(null)}>
              Nobody owns it
            </button>
          )}
        </div>
      )}
    </form>
  );
}
