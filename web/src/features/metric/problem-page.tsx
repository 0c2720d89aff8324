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

/** The page's shape, until its content comes. */
export function WaitingPage() {
  return (
    <main className="metric" aria-busy="true" aria-label="Loading the metric">
      <div className="skeleton skeleton-top" />
      <div className="metric-grid">
        <div className="metric-main">
          <div className="card skeleton skeleton-chart" />
          <div className="card skeleton skeleton-low" />
        </div>
        <aside className="metric-side">
          <div className="card skeleton skeleton-low" />
          <div className="card skeleton skeleton-low" />
        </aside>
      </div>
    </main>
  );
}
