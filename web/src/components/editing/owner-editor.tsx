import type { MetricPage } from "@/api/board";
import { useDraft } from "@/lib/use-draft";
import { OwnerForm } from "./owner-form";
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
  const { metric, people } = page;
  const done = () => {
    onDraft(null);
    onDone();
  };
  const edit = useEdit(metric.metric_id, done);
  const save = (owner: string | null, base = draft?.base ?? standingOf(page)) =>
    edit.mutate({ changes: { owner }, base, columns: COLUMNS, reason: "" });
  return (
    <OwnerForm
      owner={metric.owner}
      people={people}
      typed={draft?.text ?? null}
      zone={zone}
      focus={focus}
      busy={edit.isPending}
      problem={edit.error}
      others={draft ? meanwhile(draft.base, page, COLUMNS) : null}
      consequence={(owner) => consequence(page, owner)}
      onType={(text) => {
        edit.reset();
        onDraft({ base: draft?.base ?? standingOf(page), text });
      }}
      onSave={save}
      onKeep={(owner) => save(owner, standingOf(page))}
      onDone={done}
    />
  );
}

/** Who will be told, so that nobody is surprised by a call. */
function consequence({ metric }: MetricPage, owner: string | null): string {
  if (owner === null) return "Without an owner it pages nobody.";
  return metric.verification_state === "verified"
    ? "It is verified: the owner is paged when it turns red."
    : "The owner is paged when it turns red, once it is verified.";
}
