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
  const connecting = useLive((state) => board !== null && !state.connection.heard);
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
  const parts = [publishedAt && `board ${age}`, waiting && "waiting for a worker", connecting && "connecting"];
  const text = running ? "beat running" : parts.filter(Boolean).join(", ");
  if (!text) return <span className="shell-freshness" />;
  return (
    <span className={`shell-freshness shell-chip ${lookOf({ running, connecting, frozen })}`}>
      <i aria-hidden="true" />
      <span>{text}</span>
    </span>
  );
}

function lookOf({ running, connecting, frozen }: Record<"running" | "connecting" | "frozen", boolean>): string {
  if (running) return "shell-running";
  if (connecting) return "shell-connecting";
  return frozen ? "shell-frozen" : "";
}
