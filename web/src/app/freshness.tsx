import { isFrozen } from "@/api/live-state";
import { useLive } from "@/api/use-live";
import { useWaiting } from "@/components/use-waiting";
import { oldText, since } from "@/lib/age";
import { useClock } from "@/lib/use-clock";

/** How fresh the board is, or why it is not. */
export function Freshness() {
  const offline = useLive((state) => state.connection.offlineSince !== null);
  const database = useLive((state) => state.database);
  const job = useLive((state) => state.job);
  const waiting = useWaiting();
  const board = useLive((state) => state.board);
  const publishedAt = board?.published_at ?? null;
  const age = useClock((at) => oldText(since(publishedAt, at) ?? 0));
  const refused = useLive((state) => state.refusedSince !== null);
  const frozen = useClock((at) => board !== null && isFrozen(board, at));
  const trouble = offline ? "offline" : database === "down" ? "database away" : null;
  // The bar below says it, with the way in.
  if (refused) return <span className="shell-freshness" />;
  if (trouble) {
    return (
      <span className="shell-freshness shell-trouble">
        {trouble}
        <span className="shell-more">, last good values</span>
      </span>
    );
  }
  const running = job !== null && !waiting;
  const text = running
    ? "beat running"
    : [publishedAt && `board ${age}`, waiting && "waiting for a worker"].filter(Boolean).join(", ");
  if (!text) return <span className="shell-freshness" />;
  return (
    <span className={`shell-freshness shell-chip ${running ? "shell-running" : frozen ? "shell-frozen" : ""}`}>
      <i aria-hidden="true" />
      <span>{text}</span>
    </span>
  );
}
