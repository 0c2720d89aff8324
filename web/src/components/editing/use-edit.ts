import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import type { MetricPage } from "@/api/board";
import { type EditAnswer, EditProblem, editMetric, type MetricChanges, takeEdit } from "@/api/edit-metric";
import { metricPageQuery } from "@/api/metric-page";
import { operatorName } from "@/api/session";
import { type Column, meanwhile, type Standing } from "./standing";

export interface Edit {
  changes: MetricChanges;
  base: Standing;
  /** What it is about: a change of these by somebody else is told before anything is overwritten. */
  columns: readonly Column[];
  reason: string;
}

/** Sends edits of one metric. `data` is null when the person would not say who they are: nothing was sent then. */
export function useEdit(metricId: string, onMade: (answer: EditAnswer) => void) {
  const queries = useQueryClient();
  return useMutation({
    // Also without a network: that it failed is told here, and what was typed stays.
    networkMode: "always",
    mutationFn: async (edit: Edit): Promise<EditAnswer | null> => {
      const by = await operatorName();
      return by === null ? null : send(queries, { ...edit, metricId, by });
    },
    onSuccess: (answer) => {
      if (!answer) return;
      takeEdit(queries, metricId, answer);
      onMade(answer);
      void queries.invalidateQueries({ queryKey: ["metric", metricId] });
    },
  });
}

/** Whoever changed something else meanwhile is no reason to ask again; whoever changed the same is. */
async function send(queries: QueryClient, edit: Edit & { metricId: string; by: string }): Promise<EditAnswer> {
  try {
    return await editMetric({ ...edit, version: edit.base.version });
  } catch (problem) {
    if (!(problem instanceof EditProblem) || problem.status !== 412) throw problem;
    const page: MetricPage = await queries.fetchQuery({ ...metricPageQuery(edit.metricId), staleTime: 0 });
    if (meanwhile(edit.base, page, edit.columns)) throw problem;
    return editMetric({ ...edit, version: page.edit_version });
  }
}
