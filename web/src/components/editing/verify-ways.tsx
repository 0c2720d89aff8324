import { useRef, useState } from "react";
import type { MetricPage } from "@/api/board";
import { useFocusAfter } from "@/lib/use-focus-after";
import { personName } from "./people";
import { meanwhile, type Standing, standingOf } from "./standing";
import { useEdit } from "./use-edit";
import { VerifyButtons, VerifyForm, type Wish } from "./verify-form";

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
  if (!wish) return <VerifyButtons state={verification.state} onBegin={begin} place={ways} />;
  const send = (base: Standing) =>
    edit.mutate({ changes: { verification_state: wish.state }, base, columns: COLUMNS, reason: wish.reason });
  return (
    <VerifyForm
      wish={wish.state}
      meaning={meaning(page, wish.state)}
      reason={wish.reason}
      zone={zone}
      busy={edit.isPending}
      problem={edit.error}
      others={meanwhile(wish.base, page, COLUMNS)}
      onReason={(reason) => setWish({ ...wish, reason })}
      onSend={() => send(wish.base)}
      onKeep={() => send(standingOf(page))}
      onDone={done}
    />
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
