import { live } from "@/api/live";
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
    if (makesOld(before, next)) void queryClient.invalidateQueries({ queryKey: ["metric"] });
    before = next;
  });
  onSecond(() => {
    const { board, outdated, redChangedAt, connection } = live.read();
    const quiet = now() - redChangedAt > QUIET_MILLISECONDS;
    if (outdated && quiet && connection.offlineSince === null) reloadFor(board?.app_version ?? "");
  });
}
