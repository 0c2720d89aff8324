import { type RunsView, STATES, TRIGGERS } from "./view";
import { ASKED_BY, STATE_WORDS } from "./words";

interface BeatFiltersProps {
  view: RunsView;
  onChange: (change: Partial<RunsView>) => void;
}

export function BeatFilters({ view, onChange }: BeatFiltersProps) {
  return (
    <search className="runs-filters">
      <label className="switch">
        <input type="checkbox" checked={view.failed} onChange={(event) => onChange({ failed: event.target.checked })} />
        only with failures
      </label>
      <label className={view.state ? "choice choice-set" : "choice"}>
        <span>State</span>
        <select
          value={view.state ?? ""}
          onChange={({ target }) => onChange({ state: STATES.find((each) => each === target.value) ?? null })}
        >
          <option value="">all</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {STATE_WORDS[state]}
            </option>
          ))}
        </select>
      </label>
      <label className={view.trigger ? "choice choice-set" : "choice"}>
        <span>Asked by</span>
        <select
          value={view.trigger ?? ""}
          onChange={({ target }) => onChange({ trigger: TRIGGERS.find((each) => each === target.value) ?? null })}
        >
          <option value="">all</option>
          {TRIGGERS.map((trigger) => (
            <option key={trigger} value={trigger}>
              {ASKED_BY[trigger]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
