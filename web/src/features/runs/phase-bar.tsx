import type { Run } from "@/api/runs";
import { PHASES, phasesText } from "./words";

/** How long a beat took and on what, beside the longest one on the page. */
export function PhaseBar({ run, longest }: { run: Run; longest: number }) {
  const text = phasesText(run);
  const parts = PHASES.flatMap((phase) => {
    const seconds = run.phases[phase];
    return seconds === null || seconds <= 0 ? [] : { phase, share: (seconds / longest) * 100 };
  });
  if (parts.length === 0 && run.seconds !== null && longest > 0) {
    parts.push({ phase: "measure", share: (run.seconds / longest) * 100 });
  }
  return (
    <span className="phase-bar" title={text || undefined}>
      {parts.map(({ phase, share }) => (
        <i key={phase} className={`phase-${phase}`} style={{ width: `${share}%` }} />
      ))}
    </span>
  );
}

/** What the parts of the bars mean. */
export function PhaseLegend() {
  return (
    <span className="phase-legend">
      {PHASES.map((phase) => (
        <span key={phase}>
          <i className={`phase-${phase}`} />
          {phase}
        </span>
      ))}
    </span>
  );
}
