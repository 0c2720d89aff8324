import { useId } from "react";
import { RunPanel } from "./run-panel";

/** A beat that the address names and the list has not got: it is older, or of another kind than what is chosen. */
export function SoleRun({ beatId, onClose }: { beatId: number; onClose: () => void }) {
  const id = useId();
  return (
    <section className="card sole-run" aria-label={`Beat ${beatId}`}>
      <div className="card-head">
        <h2>Beat {beatId}</h2>
        <button type="button" className="list-button" onClick={onClose}>
          Close
        </button>
      </div>
      <RunPanel beatId={beatId} id={id} />
    </section>
  );
}
