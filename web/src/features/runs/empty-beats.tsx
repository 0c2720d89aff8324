/** No beat is there, or none like that. */
export function EmptyBeats({ isFiltered, onAll }: { isFiltered: boolean; onAll: () => void }) {
  return (
    <section className="card runs-empty" aria-label="No beat">
      <h2>{isFiltered ? "No beat is like that" : "No beat has run yet"}</h2>
      {isFiltered ? (
        <>
          <p>Older ones leave the ledger together with readings, after 400 days unless the workspace says otherwise.</p>
          <button type="button" className="button" onClick={onAll}>
            Show all beats
          </button>
        </>
      ) : (
        <p>
          A beat reads the sources, measures every metric and publishes the board. <code>heartbeat deploy</code> asks
          for the first one, <code>heartbeat beat</code> for one now; while <code>heartbeat serve</code> runs, the
          schedule of the workspace asks for the others.
        </p>
      )}
    </section>
  );
}
