import { useTitle } from "@/lib/use-title";
import { BeatsView } from "./beats-view";
import { CostsView } from "./costs-view";
import { useRunsView } from "./use-runs-view";
import "@/components/card.css";
import "@/components/choosing.css";
import "./runs.css";
import "./phase-bar.css";
import "./run-panel.css";
import "./live-beat.css";
import "./costs.css";
import "./runs-phone.css";

/** What happened in each beat, and what metrics cost. */
export function RunsPage() {
  const [view, change] = useRunsView();
  useTitle("Runs");
  return (
    <main className="runs">
      <header className="runs-top">
        <h1>Runs</h1>
        <fieldset className="runs-tabs">
          <legend className="visually-hidden">What to show</legend>
          <Tab label="Beats" isOn={!view.costs} onPress={() => change({ costs: false })} />
          <Tab label="What metrics cost" isOn={view.costs} onPress={() => change({ costs: true })} />
        </fieldset>
      </header>
      {view.costs ? (
        <CostsView days={view.days} onDays={(days) => change({ days })} />
      ) : (
        <BeatsView view={view} onChange={change} />
      )}
    </main>
  );
}

function Tab({ label, isOn, onPress }: { label: string; isOn: boolean; onPress: () => void }) {
  return (
    <button type="button" aria-pressed={isOn} onClick={onPress}>
      {label}
    </button>
  );
}
