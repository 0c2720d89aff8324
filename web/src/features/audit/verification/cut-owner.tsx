import { useState } from "react";
import type { CutDocument } from "@/api/audit";
import { OwnerForm } from "@/components/editing/owner-form";
import { OwnerPlace } from "@/components/editing/owner-place";
import { Owner } from "@/components/editing/owner-shown";
import { useDraft } from "@/lib/use-draft";
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
  const done = () => {
    setDraft(null);
    setOpened(false);
  };
  const edit = useEditCut(cut.cut_id, done);
  const save = (owner: string | null, base = draft?.base ?? standingOfCut(cut)) =>
    edit.mutate({ changes: { owner }, base, columns: COLUMNS, reason: "" });
  const place = { mayEdit, editing, isOwned: cut.owner !== null, onOpen: () => setOpened(true) };
  return (
    <OwnerPlace heading="h3" {...place}>
      <Owner owner={cut.owner} people={cut.people} nobody="Nobody owns this cut." />
      {editing && (
        <OwnerForm
          owner={cut.owner}
          people={cut.people}
          typed={draft?.text ?? null}
          zone={zone}
          focus={opened}
          busy={edit.isPending}
          problem={edit.error}
          others={draft ? meanwhileOfCut(draft.base, cut, COLUMNS) : null}
          onType={(text) => {
            edit.reset();
            setDraft({ base: draft?.base ?? standingOfCut(cut), text });
          }}
          onSave={(owner) => save(owner)}
          onKeep={(owner) => save(owner, standingOfCut(cut))}
          onDone={done}
        />
      )}
    </OwnerPlace>
  );
}
