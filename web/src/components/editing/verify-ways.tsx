import { useRef, useState } from "react";
import type { MetricPage } from "@/api/board";
import { useFocusAfter } from "@/lib/use-focus-after";
import { EditTrouble, MeanwhileNote } from "./edit-problem";
import { personName } from "./people";
import { meanwhile, type Standing, standingOf } from "./standing";
import { useEdit } from "./use-edit";

type Wish = "verified" | "unverified";
const COLUMNS = ["verification_state"] as const;

interface VerifyWaysProps {
  page: MetricPage;
  zone: string;
  /** The question was asked elsewhere: it stands open, and is over with this. */
  onDone?: () => void;
}

/** Verify, verify again or withdraw: each says what it means before it is done. */
export function VerifyWays({ page, zone, onDone }: VerifyWaysProps) {
  const { metric, verification } = page;
  const [wish, setWish] = useState<{ state: Wish; base: Standing; reason: string } | null>(() =>
    onDone ? { state: "verified", base: standingOf(page), reason: "" } : null,
  );
  const done = () => (onDone ? onDone() : setWish(null));
  const edit = useEdit(metric.metric_id, done);
  const ways = useRef<HTMLDivElement>(null);
  useFocusAfter(wish !== null, () => ways.current?.querySelector("button"));
  const begin = (state: Wish) => {
    edit.reset();
    setWish({ state, base: standingOf(page), reason: "" });
  };
  if (!wish) {
    return (
      <div className="edit-ways" ref={ways}>
        {verification.state !== "verified" && (
          <button type="button" className="button" onClick={() => begin("verified")}>
            {verification.state === "changed" ? "Verify again …" : "Verify …"}
          </button>
        )}
        {verification.state !== "unverified" && (
          <button type="button" className="button button-plain" onClick={() => begin("unverified")}>
            Withdraw …
          </button>
        )}
      </div>
    );
  }
  const others = meanwhile(wish.base, page, COLUMNS);
  const send = (base: Standing) =>
    edit.mutate({ changes: { verification_state: wish.state }, base, columns: COLUMNS, reason: wish.reason });
  return (
    <form
      className="verify"
      onSubmit={(event) => {
        event.preventDefault();
        if (!others) send(wish.base);
      }}
    >
      <p>{meaning(page, wish.state)}</p>
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
          onKeep={() => send(standingOf(page))}
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

/** What it means, said before it is done. */
function meaning({ metric, verification, people }: MetricPage, wish: Wish): string {
  if (wish === "unverified") {
    const owner = metric.owner ? ` ${personName(metric.owner, people)} is not paged any more.` : "";
    return `Nobody stands behind this number then. It stays on the wall with a dashed border.${owner}`;
  }
  const what =
    verification.state === "changed"
      ? "You say that it is right as it is computed now."
      : "You say that this number is what it says it is.";
  const whom = metric.owner
    ? `From now on ${personName(metric.owner, people)} is paged when it turns red.`
    : "It still pages nobody, because nobody owns it.";
  return `${what} ${whom} A new definition ends this.`;
}
