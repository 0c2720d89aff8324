import type { CutDocument } from "@/api/audit";
import type { Meanwhile } from "@/components/editing/standing";

export type CutColumn = "owner" | "verification_state";

/** What an edit of a cut stands on: the cut as the person saw it when they began. */
export interface CutStanding {
  version: string;
  /** How many edits its log had. */
  edits: number;
  values: Record<CutColumn, string | null>;
}

export function standingOfCut({ edit_version, changes, owner, verification_state }: CutDocument): CutStanding {
  return { version: edit_version, edits: changes.length, values: { owner, verification_state } };
}

/** What others did since to what an edit is about; null when nothing of it is another now, and the edit may go on. */
export function meanwhileOfCut(base: CutStanding, cut: CutDocument, columns: readonly CutColumn[]): Meanwhile | null {
  const now = standingOfCut(cut);
  const others = columns.filter((column) => base.values[column] !== now.values[column]);
  const fresh = cut.changes.slice(0, Math.max(0, now.edits - base.edits));
  // The version stands for owner, verification and definition: where no edit moved it, a deploy did.
  const redeployed = now.version !== base.version && !fresh.some(({ by }) => by !== "deploy");
  if (others.length === 0 && !(redeployed && columns.includes("verification_state"))) return null;
  const changes = fresh
    .filter(({ column }) => (others as string[]).includes(column))
    .map(({ from, to, ...change }) => ({ ...change, text_from: from, text_to: to }));
  return { changes, redeployed };
}
