import { useRef, useState } from "react";
import type { CutDocument } from "@/api/audit";
import { VerifyButtons, VerifyForm, type Wish } from "@/components/editing/verify-form";
import { useFocusAfter } from "@/lib/use-focus-after";
import { type CutStanding, meanwhileOfCut, standingOfCut } from "./cut-standing";
import { useEditCut } from "./use-edit-cut";

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
  if (!wish) {
    return (
      <>
        {warnings.length > 0 && (
          <p className="edit-trouble" role="status">
            {warnings.join(" ")}
          </p>
        )}
        <VerifyButtons state={cut.verification_state} onBegin={begin} place={ways} />
      </>
    );
  }
  const send = (base: CutStanding) =>
    edit.mutate({ changes: { verification_state: wish.state }, base, columns: COLUMNS, reason: wish.reason });
  return (
    <VerifyForm
      wish={wish.state}
      meaning={MEANINGS[wish.state]}
      reason={wish.reason}
      zone={zone}
      busy={edit.isPending}
      problem={edit.error}
      others={meanwhileOfCut(wish.base, cut, COLUMNS)}
      onReason={(reason) => setWish({ ...wish, reason })}
      onSend={() => send(wish.base)}
      onKeep={() => send(standingOfCut(cut))}
      onDone={done}
    />
  );
}
