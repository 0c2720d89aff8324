import { type FormEvent, useState } from "react";
import { commentOn, type Incident } from "@/api/alerts";
import { Dialog } from "@/components/dialog";
import { useDraft } from "@/lib/use-draft";
import { ActTrouble } from "./act-problem";
import { useAct } from "./use-act";
import { nameOf } from "./words";
import "@/components/card.css";
import "./alerts-forms.css";

interface CommentDialogProps {
  incident: Incident;
  zone: string;
  onClose: () => void;
}

/** Something to be kept in the timeline of an incident. What is half written outlives a closed form. */
export function CommentDialog({ incident, zone, onClose }: CommentDialogProps) {
  const { incident_id } = incident;
  const [draft, setDraft] = useDraft<string>(`incident ${incident_id} comment`);
  const [text, setText] = useState(draft ?? "");
  const tell = useAct(
    (said: string, by: string) => commentOn(incident_id, said, by),
    () => {
      setDraft(null);
      onClose();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() && !tell.isPending) tell.mutate(text.trim());
  };
  return (
    <Dialog title={`Comment on ${nameOf(incident)}`} onClose={onClose}>
      <form className="dialog-form" onSubmit={submit}>
        <label className="field">
          <span>What others should know</span>
          <textarea
            autoFocus
            required
            value={text}
            maxLength={2000}
            onChange={(event) => {
              setText(event.target.value);
              setDraft(event.target.value || null);
            }}
          />
        </label>
        {tell.error && <ActTrouble problem={tell.error} zone={zone} />}
        <div className="dialog-ways">
          <button type="button" className="button" onClick={onClose}>
            Later
          </button>
          <button type="submit" className="button button-main" disabled={!text.trim() || tell.isPending}>
            {tell.isPending ? "Saving …" : "Comment"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
