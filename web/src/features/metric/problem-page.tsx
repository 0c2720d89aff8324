import { Link } from "@tanstack/react-router";
import { ApiProblem } from "@/api/http";

/** No such metric, or no answer: what happened, and the ways on. */
export function ProblemPage({ problem, again }: { problem: Error; again: () => void }) {
  const known = problem instanceof ApiProblem ? problem : null;
  const missing = known?.status === 404;
  return (
    <main className="metric-problem">
      <h1>{missing ? "There is no such metric" : "This metric cannot be shown now"}</h1>
      <p>{known ? known.message : "The server does not answer. The cockpit still shows the last good values."}</p>
      {missing ? <p>The cockpit shows all that are deployed.</p> : known?.hint && <p>{known.hint}</p>}
      <div className="metric-ways">
        <Link to="/" className="button button-main">
          To the cockpit
        </Link>
        {!missing && (
          <button type="button" className="button" onClick={again}>
            Try again
          </button>
        )}
      </div>
    </main>
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
