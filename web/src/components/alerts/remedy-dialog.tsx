import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { GateReason } from "@/api/alerts";
import { metricPageQuery } from "@/api/metric-page";
import { Dialog } from "@/components/dialog";
import { OwnerEditor, useOwnerDraft } from "@/components/editing/owner-editor";
import { VerifyWays } from "@/components/editing/verify-ways";
import { ProblemNote } from "@/components/problem-note";
import "@/components/card.css";
import "@/components/editing/editing.css";
import "@/components/editing/edit-ways.css";

/** What opens the gate of a metric. */
export type Remedy = "owner" | "verify";

export function remedyOf(reason: GateReason): Remedy | null {
  if (reason === "no_owner") return "owner";
  return reason === "unverified" || reason === "changed" ? "verify" : null;
}

interface RemedyDialogProps {
  remedy: Remedy;
  metricId: string;
  name: string;
  zone: string;
  onClose: () => void;
}

/** The same editors as on the metric's page, without the way there: a name or a yes, and it pages. */
export function RemedyDialog({ remedy, metricId, name, zone, onClose }: RemedyDialogProps) {
  const { data: page, error } = useQuery({ ...metricPageQuery(metricId), staleTime: 0 });
  const queries = useQueryClient();
  const [draft, setDraft] = useOwnerDraft(metricId);
  const done = () => {
    void queries.invalidateQueries({ queryKey: ["alerts"] });
    onClose();
  };
  return (
    <Dialog title={remedy === "owner" ? `Who answers for ${name}?` : `Verify ${name}`} onClose={onClose}>
      {!page && !error && <p role="status">Reading what it says …</p>}
      {!page && error && <ProblemNote problem={error} />}
      {page && remedy === "owner" && (
        <OwnerEditor page={page} zone={zone} draft={draft} onDraft={setDraft} focus onDone={done} />
      )}
      {page && remedy === "verify" && (
        <>
          <p>{page.definition.description}</p>
          <VerifyWays page={page} zone={zone} onDone={done} />
        </>
      )}
    </Dialog>
  );
}
