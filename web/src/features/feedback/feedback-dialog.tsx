import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { LONGEST_MESSAGE, tellFeedback } from "@/api/feedback";
import { useMay, useSession } from "@/api/session";
import { Dialog } from "@/components/dialog";
import { ProblemNote } from "@/components/problem-note";
import { keepDraft, readDraft } from "./draft";
import "@/components/card.css";

/** A message to those who run this cockpit. The page and its version go with it; what was typed is never lost. */
export function FeedbackDialog({ onClose }: { onClose: () => void }) {
  const [message, setMessage] = useState(readDraft);
  const { name, session } = useSession();
  const [given, setGiven] = useState("");
  const page = `${window.location.pathname.replace(/^\/+/, "/")}${window.location.search}`;
  const known = useQueryClient();
  const sending = useMutation({
    mutationFn: () => tellFeedback(message.trim(), page, name || given.trim()),
    onSuccess: () => {
      keepDraft("");
      void known.invalidateQueries({ queryKey: ["feedback"] });
    },
  });
  const isOpen = session?.authentication !== "on";
  const write = (text: string) => {
    setMessage(text);
    keepDraft(text);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (message.trim() && !sending.isPending) sending.mutate();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  if (sending.isSuccess) return <Thanks onClose={onClose} />;
  return (
    <Dialog title="Send feedback" onClose={onClose}>
      <p>
        To those who run this cockpit. <code>{page}</code> and the version of this page go with it.
      </p>
      <form className="dialog-form" onSubmit={submit}>
        <label className="field">
          <span>What is wrong, missing or good?</span>
          <textarea
            autoFocus
            required
            value={message}
            maxLength={LONGEST_MESSAGE}
            onChange={(event) => write(event.target.value)}
            onKeyDown={onKey}
          />
          {message.length > LONGEST_MESSAGE * 0.9 && (
            <small>{LONGEST_MESSAGE - message.length} characters are left</small>
          )}
        </label>
        {isOpen && !name && (
          <label className="field">
            <span>Your name, if you want an answer</span>
            <input
              value={given}
              maxLength={100}
              autoComplete="name"
              onChange={(event) => setGiven(event.target.value)}
            />
          </label>
        )}
        {name && (
          <p>
            It goes under the name <b>{name}</b>.
          </p>
        )}
        {sending.error && <ProblemNote problem={sending.error} kept="Your text is still here." />}
        <div className="dialog-ways">
          <button type="button" className="button" onClick={onClose}>
            Later
          </button>
          <button type="submit" className="button button-main" disabled={!message.trim() || sending.isPending}>
            {sending.isPending ? "Sending" : sending.error ? "Send again" : "Send"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Thanks({ onClose }: { onClose: () => void }) {
  const isOperator = useMay("operator");
  return (
    <Dialog title="Thank you" onClose={onClose}>
      <p role="status">Your message was kept, and those who run this cockpit see it in their list.</p>
      <div className="dialog-ways">
        {isOperator && (
          <Link to="/feedback" className="button" onClick={onClose}>
            See all feedback
          </Link>
        )}
        <button type="button" className="button button-main" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
