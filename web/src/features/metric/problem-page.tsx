import { ApiProblem } from "@/api/http";
import { PageProblem } from "@/components/page-problem";

/** No such metric, or no answer. */
export function ProblemPage({ problem, again }: { problem: Error; again: () => void }) {
  const missing = problem instanceof ApiProblem && problem.status === 404;
  return (
    <PageProblem
      title={missing ? "There is no such metric" : "This metric cannot be shown now"}
      problem={problem}
      hint={missing ? "The cockpit shows all that are deployed." : undefined}
      again={missing ? null : again}
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
