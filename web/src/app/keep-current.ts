import { live } from "@/api/live";
import { now, onSecond } from "@/lib/wall-clock";
import { queryClient } from "./query-client";

const QUIET_MILLISECONDS = 60_000;

/** A new board makes what was fetched beside it old; a new version of the server brings its own page, at a quiet moment. */
export function keepCurrent(): void {
  let version = live.read().board?.board_version;
  live.subscribe(() => {
    const next = live.read().board?.board_version;
    if (next === version) return;
    version = next;
    void queryClient.invalidateQueries({ queryKey: ["metric"] });
  });
  onSecond(() => {
    const { outdated, redChangedAt, connection } = live.read();
    const quiet = now() - redChangedAt > QUIET_MILLISECONDS;
    if (outdated && quiet && connection.offlineSince === null) window.location.reload();
  });
}
