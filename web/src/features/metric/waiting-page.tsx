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
