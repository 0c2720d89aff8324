import { ApiProblem } from "@/api/http";
import { PageProblem } from "@/components/page-problem";
import { RetiredPage } from "./retired-page";

const TITLES: Record<number, string> = { 404: "There is no such metric" };

interface ProblemPageProps {
  metricId: string;
  problem: Error;
  again: () => void;
}

/** No such metric, one that is retired, or no answer. */
export function ProblemPage({ metricId, problem, again }: ProblemPageProps) {
  const status = problem instanceof ApiProblem ? problem.status : 0;
  const title = TITLES[status];
  if (status === 410) return <RetiredPage metricId={metricId} problem={problem} />;
  return (
    <PageProblem
      title={title ?? "This metric cannot be shown now"}
      problem={problem}
      hint={status === 404 ? "The cockpit shows all that are deployed." : undefined}
      again={title ? null : again}
    />
  );
}
