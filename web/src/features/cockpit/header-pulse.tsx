import type { Board, Job } from "@/api/board";
import { useLive } from "@/api/use-live";
import { NO_WORKER, useWaiting } from "@/components/use-waiting";
import { agoText, since } from "@/lib/age";
import { useClock } from "@/lib/use-clock";
import { BeatProgress, progressOf } from "./beat-progress";

interface Signs {
  job: Job | null;
  database: "up" | "down";
  /** The beat lies there and no worker takes it. */
  waiting: boolean;
  /** The board was kept by this browser, and no server has answered yet. */
  connecting: boolean;
}

export function useSigns(): Signs {
  const job = useLive((state) => state.job);
  const database = useLive((state) => state.database);
  const connecting = useLive((state) => !state.connection.heard);
  return { job, database, connecting, waiting: useWaiting() };
}

/** What stands left of the clock. */
export function pulseText(board: Board, { job, database, waiting, connecting }: Signs, at: number): string {
  if (database === "down") return "database away";
  if (job && !waiting) return progressOf(job).text;
  const age = board.published_at ? agoText(since(board.published_at, at) ?? 0) : "";
  // Nothing moves: the age of the board is the news then, as without a beat.
  return [age, waiting ? "waiting for a worker" : connecting ? "connecting" : ""].filter(Boolean).join(", ");
}

/** The sign of life: age of the board, progress of a beat, or that the database is away. */
export function Pulse({ board }: { board: Board }) {
  const signs = useSigns();
  const { job, database, waiting, connecting } = signs;
  const text = useClock((at) => pulseText(board, signs, at));
  if (database === "down") return <div className="pulse pulse-loud">{text}</div>;
  if (job && !waiting) return <BeatProgress job={job} />;
  if (waiting) {
    return (
      <div className="pulse" role="status" title={NO_WORKER}>
        {text}
      </div>
    );
  }
  if (connecting) {
    return (
      <div className="pulse" role="status" title="The board that this browser kept; no server has answered yet">
        <i className="dot dot-hollow" />
        {text}
      </div>
    );
  }
  if (!board.published_at) return <div className="pulse" />;
  return (
    <div className="pulse" title={`Board ${board.board_version}`}>
      <i className="dot" />
      {text}
    </div>
  );
}
