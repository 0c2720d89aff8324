import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { Backtest, MetricPage } from "./board";
import { answerOf, client } from "./client";
import { ApiProblem, isFinal } from "./http";
import type { components } from "./schema.gen";

type Shapes = components["schemas"];

export type EditAnswer = Shapes["EditAnswer"];
/** What is wrong with one field of an edit. */
export type FieldProblem = Shapes["ProblemShape"];
/** The six operator columns. Null unsets; what is left out stays. */
export type MetricChanges = Partial<
  Pick<
    Shapes["CurrentShape"],
    "owner" | "norm_value" | "alert_value" | "target_value" | "target_due_date" | "verification_state"
  >
>;

/** The server made nothing of an edit. With status 412 somebody was faster; `problems` are of the fields. */
export class EditProblem extends ApiProblem {
  readonly problems: FieldProblem[];

  constructor(status: number, said: { code?: string; message?: string; hint?: string; problems?: FieldProblem[] }) {
    super(status, said.code ?? `http-${status}`, said.message ?? `The server answered ${status}.`, said.hint || null);
    this.problems = said.problems ?? [];
  }
}

export interface MetricEdit {
  metricId: string;
  changes: MetricChanges;
  /** Of the metric that the person looked at. */
  version: string;
  by: string;
  reason: string;
}

/** Send an edit. Throws EditProblem with the server's words, or a TypeError or timeout when no server answers. */
export async function editMetric({ metricId, changes, version, by, reason }: MetricEdit): Promise<EditAnswer> {
  const { data, error, response } = await client.PATCH("/api/metrics/{metric_id}/verification", {
    params: { path: { metric_id: metricId }, header: { "if-match": `"${version}"` } },
    body: { ...(changes as Shapes["EditRequest"]), changed_by: by, reason: reason.trim() || null },
  });
  if (data !== undefined && response.ok) return data as EditAnswer;
  throw new EditProblem(response.status, (error ?? {}) as ConstructorParameters<typeof EditProblem>[1]);
}

/** The metric as the server's answer has it, before its page is read again. */
export function takeEdit(queries: QueryClient, metricId: string, answer: EditAnswer): void {
  queries.setQueryData(["metric", metricId], (page: MetricPage | undefined) =>
    page
      ? {
          ...page,
          // The client loses that a point of a sparkline is a pair; nothing else differs.
          metric: answer.metric as MetricPage["metric"],
          edit_version: answer.edit_version,
          verification: answer.verification,
        }
      : page,
  );
}

/** Lines that somebody thinks of, in the metric's unit; null asks for no such line. */
export interface ProposedLines {
  norm_value: number | null;
  alert_value: number | null;
}

/** What proposed lines would have told of the past; `version` is of the metric that they are compared with. */
export function backtestQuery(metricId: string, { norm_value, alert_value }: ProposedLines, version: string) {
  return queryOptions({
    queryKey: ["backtest", metricId, norm_value, alert_value, version],
    queryFn: (): Promise<Backtest> =>
      answerOf(
        client.GET("/api/metrics/{metric_id}/backtest", {
          params: {
            path: { metric_id: metricId },
            query: { norm_value: said(norm_value), alert_value: said(alert_value) },
          },
        }),
      ),
    retry: (failures, problem) => !isFinal(problem) && failures < 2,
    staleTime: 60_000,
  });
}

function said(line: number | null): string {
  return line === null ? "" : String(line);
}
