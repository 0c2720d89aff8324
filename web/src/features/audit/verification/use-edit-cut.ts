import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { type CutChanges, type CutDocument, type CutEditAnswer, cutQuery, editCut, takeCutEdit } from "@/api/audit";
import { EditProblem } from "@/api/edit-metric";
import { operatorName } from "@/api/session";
import { type CutColumn, type CutStanding, meanwhileOfCut } from "./cut-standing";

export interface Edit {
  changes: CutChanges;
  base: CutStanding;
  /** What it is about: a change of these by somebody else is told before anything is overwritten. */
  columns: readonly CutColumn[];
  reason: string;
}

/** Sends edits of one cut. `data` is null when the person would not say who they are: nothing was sent then. */
export function useEditCut(cutId: string, onMade: (answer: CutEditAnswer) => void) {
  const queries = useQueryClient();
  return useMutation({
    // Also without a network: that it failed is told here, and what was typed stays.
    networkMode: "always",
    mutationFn: async (edit: Edit): Promise<CutEditAnswer | null> => {
      const by = await operatorName();
      return by === null ? null : send(queries, { ...edit, cutId, by });
    },
    onSuccess: (answer) => {
      if (!answer) return;
      takeCutEdit(queries, cutId, answer);
      onMade(answer);
      void queries.invalidateQueries({ queryKey: ["cuts"] });
    },
  });
}

/** Whoever changed something else meanwhile is no reason to ask again; whoever changed the same is. */
async function send(queries: QueryClient, edit: Edit & { cutId: string; by: string }): Promise<CutEditAnswer> {
  try {
    return await editCut({ ...edit, version: edit.base.version });
  } catch (problem) {
    if (!(problem instanceof EditProblem) || problem.status !== 412) throw problem;
    const cut: CutDocument = await queries.fetchQuery({ ...cutQuery(edit.cutId), staleTime: 0 });
    if (meanwhileOfCut(edit.base, cut, edit.columns)) throw problem;
    return editCut({ ...edit, version: cut.edit_version });
  }
}
