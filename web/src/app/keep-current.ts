import { live } from "@/api/live";
import { isOutdated } from "@/api/live-state";
import { isTelevision } from "@/lib/television";
import { now, onSecond } from "@/lib/wall-clock";
import { makesOld } from "./makes-old";
import { queryClient } from "./query-client";
import { reloadFor } from "./reload-for";
import { revive } from "./revive";
import { watchFrames } from "./watchdog";
import { isQuiet, isWeekOver } from "./weekly-reload";

const REVIVE_MILLISECONDS = 5000;

/** What was fetched beside the board gets old with it, and after an outage; a new version of the server brings its own page. */
export function keepCurrent(): void {
  let before = live.read();
  live.subscribe(() => {
    const next = live.read();
    if (makesOld(before, next)) {
      for (const kind of ["metric", "sources", "catalog", "beats", "alerts", "cuts"])
        void queryClient.invalidateQueries({ queryKey: [kind] });
    }
    before = next;
  });
  onSecond(() => {
    const state = live.read();
    if (isOutdated(state) && isQuiet(state, now()) && !isAsked()) reloadFor(state.board?.app_version ?? "");
    if (isTelevision() && isWeekOver(state, { at: now(), age: performance.now() })) beginAfresh();
  });
  watchFrames(beginAfresh);
}

let reviving = false;

/** Once the server answers, and not twice at a time. */
function beginAfresh(): void {
  if (reviving) return;
  reviving = true;
  void revive(REVIVE_MILLISECONDS, new AbortController().signal);
}

/** Somebody has a question in front of the page, and may be typing an answer. */
function isAsked(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
