import type { Run, RunFilter } from "@/api/runs";
import { isSet } from "@/lib/search-text";

/** What of the runs is shown. */
export interface RunsView extends RunFilter {
  /** The opened beat. */
  beat: number | null;
  costs: boolean;
  /** Over how many days costs are added up. */
  days: number;
}

/** The same in an address: `/runs?failed=1&beat=4021`, `/runs?view=cost&days=1`. */
export interface RunsSearch {
  beat?: number;
  view?: "cost";
  days?: number;
  state?: string;
  trigger?: string;
  failed?: 1;
}

export const STATES: Run["state"][] = ["queued", "running", "done", "abandoned"];
export const TRIGGERS: Run["trigger"][] = ["cron", "ui", "cli", "api", "deploy"];
export const DAYS = [1, 7, 30];
const USUAL_DAYS = 7;

/** Take from an address what can be understood. */
export function viewOf(search: Record<string, unknown>): RunsView {
  const beat = Number(search.beat);
  const days = Number(search.days);
  return {
    beat: Number.isSafeInteger(beat) && beat > 0 ? beat : null,
    costs: search.view === "cost",
    days: DAYS.includes(days) ? days : USUAL_DAYS,
    state: STATES.find((each) => each === search.state) ?? null,
    trigger: TRIGGERS.find((each) => each === search.trigger) ?? null,
    failed: isSet(search.failed),
  };
}

export function searchOf({ beat, costs, days, state, trigger, failed }: RunsView): RunsSearch {
  return {
    ...(costs ? { view: "cost" as const } : {}),
    ...(costs && days !== USUAL_DAYS ? { days } : {}),
    ...(state ? { state } : {}),
    ...(trigger ? { trigger } : {}),
    ...(failed ? { failed: 1 as const } : {}),
    ...(beat && !costs ? { beat } : {}),
  };
}
