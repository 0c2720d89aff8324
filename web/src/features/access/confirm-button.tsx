import { useState } from "react";
import { Dialog } from "@/components/dialog";
import { ProblemNote } from "@/components/problem-note";

interface ConfirmButtonProps {
  label: string;
  /** The question. */
  title: string;
  /** What follows from a yes. */
  text: string;
  isBusy: boolean;
  problem: Error | null;
  onConfirm: () => Promise<unknown>;
}

/** What cannot be taken back is asked once more. */
export function ConfirmButton({ label, title, text, isBusy, problem, onConfirm }: ConfirmButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const confirm = async () => {
    try {
      await onConfirm();
      setOpen(false);
    } catch {
      // The problem stands in the question, which stays open.
    }
  };
  return (
    <>
      <button type="button" className="button" onClick={() => setOpen(true)} aria-label={title.replace("?", "")}>
        {label}
      </button>
      {isOpen && (
        <Dialog title={title} onClose={() => setOpen(false)}>
          <p>{text} This cannot be undone.</p>
          {problem && <ProblemNote problem={problem} />}
          <div className="dialog-ways">
            <button type="button" className="button" onClick={() => setOpen(false)}>
              Cancel
            </button>
            <button type="button" className="button button-main" disabled={isBusy} onClick={() => void confirm()}>
              {label}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
