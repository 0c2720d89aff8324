import type { Board, Job } from "@/api/board";
import { useLive } from "@/api/use-live";
import { agoText, since } from "@/lib/age";
import { useClockText } from "@/lib/use-clock";
import { BeatProgress, progressOf } from "./beat-progress";

interface Signs {
  board: Board;
  job: Job | null;
  database: "up" | "down";
  at: number;
}

/** What stands left of the clock. */
export function pulseText({ board, job, database, at }: Signs): string {
  if (database === "down") return "database away";
  if (job) return progressOf(job).text;
  return board.published_at ? agoText(since(board.published_at, at) ?? 0) : "";
}

/** The sign of life: age of the board, progress of a beat, or that the database is away. */
export function Pulse({ board }: { board: Board }) {
  const job = useLive((state) => state.job);
  const database = useLive((state) => state.database);
  const text = useClockText((at) => pulseText({ board, job, database, at }));
  if (database === "down") return <div className="pulse pulse-loud">{text}</div>;
  if (job) return <BeatProgress job={job} />;
  if (!board.published_at) return <div className="pulse" />;
  return (
    <div className="pulse" title={`Board ${board.board_version}`}>
      <i className="dot" />
      {text}
    </div>
  );
}
