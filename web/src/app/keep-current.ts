import { live } from "@/api/live";
import { isOutdated } from "@/api/live-state";
import { now, onSecond } from "@/lib/wall-clock";
import { makesOld } from "./makes-old";
import { queryClient } from "./query-client";
import { reloadFor } from "./reload-for";

const QUIET_MILLISECONDS = 60_000;
/** What was fetched beside the board gets old with it, and after an outage; a new version of the server brings its own page. */
export function keepCurrent(): void {
  let before = live.read();
  live.subscribe(() => {
    const next = live.read();
    if (makesOld(before, next)) {
      for (const kind of ["metric", "sources"]) void queryClient.invalidateQueries({ queryKey: [kind] });
    }
    before = next;
  });
  onSecond(() => {
    const state = live.read();
    const quiet = now() - state.redChangedAt > QUIET_MILLISECONDS && state.connection.offlineSince === null;
    if (quiet && isOutdated(state)) reloadFor(state.board?.app_version ?? "");
  });
}
