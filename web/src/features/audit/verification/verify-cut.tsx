import { useRef, useState } from "react";
import type { CutDocument } from "@/api/audit";
import { EditTrouble, MeanwhileNote } from "@/components/editing/edit-problem";
import { useFocusAfter } from "@/lib/use-focus-after";
import { type CutStanding, meanwhileOfCut, standingOfCut } from "./cut-standing";
import { useEditCut } from "./use-edit-cut";

type Wish = "verified" | "unverified";
const COLUMNS = ["verification_state"] as const;
const MEANINGS: Record<Wish, string> = {
  verified: "You say that this shows what it says it shows. A change of the module ends this.",
  unverified: "Nobody stands behind this cut then. It stays on its page, marked.",
};

/** Verify a cut, verify it again, or withdraw: each says what it means before it is done. */
export function VerifyCut({ cut, zone }: { cut: CutDocument; zone: string }) {
  const [wish, setWish] = useState<{ state: Wish; base: CutStanding; reason: string } | null>(null);
  const [warnings, setWarnings] = useState<string[]>([]);
  const done = () => setWish(null);
  const edit = useEditCut(cut.cut_id, (answer) => {
    setWarnings(answer.warnings);
    done();
  });
  const ways = useRef<HTMLDivElement>(null);
  useFocusAfter(wish !== null, () => ways.current?.querySelector("button"));
  const begin = (state: Wish) => {
    edit.reset();
    setWarnings([]);
    setWish({ state, base: standingOfCut(cut), reason: "" });
  };
  if (!wish) return <Ways state={cut.verification_state} warnings={warnings} onBegin={begin} place={ways} />;
  const others = meanwhileOfCut(wish.base, cut, COLUMNS);
  const send = (base: CutStanding) =>
    edit.mutate({ changes: { verification_state: wish.state }, base, columns: COLUMNS, reason: wish.reason });
  return (
    <form
      className="verify"
      onSubmit={(event) => {
        event.preventDefault();
        if (!others) send(wish.base);
      }}
    >
      <p>{MEANINGS[wish.state]}</p>
      <label className="reason">
        <span>{wish.state === "verified" ? "How you know, for the log" : "Why, for the log"}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the question was asked for
          autoFocus
          value={wish.reason}
          maxLength={1000}
          placeholder="optional"
          onChange={(event) => setWish({ ...wish, reason: event.target.value })}
        />
      </label>
      {edit.error && !others && <EditTrouble problem={edit.error} />}
      {others ? (
        <MeanwhileNote
          meanwhile={others}
          zone={zone}
          busy={edit.isPending}
          keep={wish.state === "verified" ? "Verify what is there now" : "Withdraw all the same"}
          drop="Cancel"
          onKeep={() => send(standingOfCut(cut))}
          onDrop={done}
        />
      ) : (
        <div className="edit-ways">
          <button type="submit" className="button button-main" disabled={edit.isPending}>
            {edit.isPending ? "Saving …" : wish.state === "verified" ? "Verify" : "Withdraw"}
          </button>
          <button type="button" className="button" disabled={edit.isPending} onClick={done}>
            Cancel
          </button>
        </div>
      )}
    </form>
  );
}

interface WaysProps {
  state: CutDocument["verification_state"];
  warnings: string[];
  onBegin: (wish: Wish) => void;
  place: React.RefObject<HTMLDivElement | null>;
}

function Ways({ state, warnings, onBegin, place }: WaysProps) {
  return (
    <>
      {warnings.length > 0 && (
        <p className="edit-trouble" role="status">
          {warnings.join(" ")}
        </p>
      )}
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
    </>
  );
}
