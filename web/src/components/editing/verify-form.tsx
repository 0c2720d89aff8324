import type { RefObject } from "react";
import { EditTrouble, MeanwhileNote } from "./edit-problem";
import type { Meanwhile } from "./standing";

export type Wish = "verified" | "unverified";

interface VerifyButtonsProps {
  state: "unverified" | "verified" | "changed";
  onBegin: (wish: Wish) => void;
  place: RefObject<HTMLDivElement | null>;
}

/** The ways to begin: verify, verify again, withdraw. */
export function VerifyButtons({ state, onBegin, place }: VerifyButtonsProps) {
  return (
    <div className="edit-ways" ref={place}>
      {state !== "verified" && (
        <button type="button" className="button" onClick={() => onBegin("verified")}>
          {state === "changed" ? "Verify again …" : "Verify …"}
        </button>
      )}
      {state !== "unverified" && (
        <button type="button" className="button button-plain" onClick={() => onBegin("unverified")}>
          Withdraw …
        </button>
      )}
    </div>
  );
}

interface VerifyFormProps {
  wish: Wish;
  /** What it means, said before it is done. */
  meaning: string;
  reason: string;
  zone: string;
  busy: boolean;
  problem: Error | null;
  /** What others did meanwhile to what this is about. */
  others: Meanwhile | null;
  onReason: (reason: string) => void;
  onSend: () => void;
  /** It is done all the same, to what is there now. */
  onKeep: () => void;
  onDone: () => void;
}

/** Asks why, and says what was changed meanwhile before anything is overwritten. */
export function VerifyForm(props: VerifyFormProps) {
  const { wish, meaning, reason, zone, busy, problem, others, onReason, onSend, onKeep, onDone } = props;
  const verifies = wish === "verified";
  return (
    <form
      className="verify"
      onSubmit={(event) => {
        event.preventDefault();
        if (!others) onSend();
      }}
    >
      <p>{meaning}</p>
      <label className="reason">
        <span>{verifies ? "How you know, for the log" : "Why, for the log"}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the question was asked for
          autoFocus
          value={reason}
          maxLength={1000}
          placeholder="optional"
          onChange={(event) => onReason(event.target.value)}
        />
      </label>
      {problem && !others && <EditTrouble problem={problem} />}
      {others ? (
        <MeanwhileNote
          meanwhile={others}
          zone={zone}
          busy={busy}
          keep={verifies ? "Verify what is there now" : "Withdraw all the same"}
          drop="Cancel"
          onKeep={onKeep}
          onDrop={onDone}
        />
      ) : (
        <div className="edit-ways">
          <button type="submit" className="button button-main" disabled={busy}>
            {busy ? "Saving …" : verifies ? "Verify" : "Withdraw"}
          </button>
          <button type="button" className="button" disabled={busy} onClick={onDone}>
            Cancel
          </button>
        </div>
      )}
    </form>
  );
}
