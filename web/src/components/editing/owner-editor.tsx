import { useId, useMemo } from "react";
import type { MetricPage } from "@/api/board";
import { useLive } from "@/api/use-live";
import { useDraft } from "@/lib/use-draft";
import { EditTrouble, MeanwhileNote } from "./edit-problem";
import { readOwner, whoMayOwn } from "./people";
import { meanwhile, type Standing, standingOf } from "./standing";
import { useEdit } from "./use-edit";

interface OwnerDraft {
  text: string;
  base: Standing;
}

const COLUMNS = ["owner"] as const;

/** Whether somebody has begun to name another owner; kept like what they typed. */
export function useOwnerDraft(metricId: string) {
  return useDraft<OwnerDraft>(`${metricId} owner`);
}

interface OwnerEditorProps {
  page: MetricPage;
  zone: string;
  draft: OwnerDraft | null;
  onDraft: (draft: OwnerDraft | null) => void;
  /** The field was opened to be typed into. */
  focus: boolean;
  /** It is over: the owner is saved, or nobody wants another one. */
  onDone: () => void;
}

/** Names the owner of a metric: an address, or the name of somebody whom the workspace knows. */
export function OwnerEditor({ page, zone, draft, onDraft, focus, onDone }: OwnerEditorProps) {
  const id = useId();
  const { metric } = page;
  const board = useLive((state) => state.board);
  const people = useMemo(
    () => whoMayOwn(page.people, board?.metrics.map((each) => each.owner) ?? []),
    [page.people, board],
  );
  const done = () => {
    onDraft(null);
    onDone();
  };
  const edit = useEdit(metric.metric_id, done);
  const text = draft?.text ?? metric.owner ?? "";
  const read = readOwner(text, people);
  const changed = read.problem === null && read.owner !== metric.owner;
  const others = draft ? meanwhile(draft.base, page, COLUMNS) : null;
  const save = (owner: string | null, base = draft?.base ?? standingOf(page)) => {
    edit.mutate({ changes: { owner }, base, columns: COLUMNS, reason: "" });
  };
  return (
    <form
      className="owner-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !others) save(read.owner);
        else if (read.problem === null && !others) done();
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
          aria-describedby={`${id}-said`}
          onChange={(event) => {
            edit.reset();
            onDraft({ base: draft?.base ?? standingOf(page), text: event.target.value });
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
      <small id={`${id}-said`} className={draft && read.problem ? "field-problem" : "field-note"}>
        {draft && read.problem ? read.problem : consequence(page, read.owner)}
      </small>
      {edit.error && !others && <EditTrouble problem={edit.error} />}
      {others && (
        <MeanwhileNote
          meanwhile={others}
          zone={zone}
          busy={edit.isPending || read.problem !== null}
          onKeep={() => save(read.owner, standingOf(page))}
          onDrop={done}
        />
      )}
      {!others && (
        <div className="edit-ways">
          <button type="submit" className="button button-main" disabled={edit.isPending || !changed}>
            {edit.isPending ? "Saving …" : "Save"}
          </button>
          <button type="button" className="button" disabled={edit.isPending} onClick={done}>
            Cancel
          </button>
          {metric.owner && (
            <button type="button" className="button button-plain" disabled={edit.isPending} onClick={() => save(null)}>
              Nobody owns it
            </button>
          )}
        </div>
      )}
    </form>
  );
}

/** Who will be told, so that nobody is surprised by a call. */
function consequence({ metric }: MetricPage, owner: string | null): string {
  if (owner === null) return "Without an owner it pages nobody.";
  return metric.verification_state === "verified"
    ? "It is verified: the owner is paged when it turns red."
    : "The owner is paged when it turns red, once it is verified.";
}
