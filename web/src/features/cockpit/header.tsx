import type { Board } from "@/api/board";
import { useLive } from "@/api/use-live";
import { Glyph, type GlyphName } from "@/components/glyph";
import { Mark } from "@/components/mark";
import { longAge, since } from "@/lib/age";
import { clockTime, dayName, whenText } from "@/lib/calendar";
import { useClockFlag, useClockText } from "@/lib/use-clock";
import { now } from "@/lib/wall-clock";
import { BeatProgress } from "./beat-progress";
import { headline, tally } from "./headline";

export function Header({ board }: { board: Board }) {
  return (
    <header className="wall-header">
      <Mark company={board.workspace} />
      <Middle board={board} />
      <Clock zone={board.timezone} />
    </header>
  );
}

/** What needs action; or, when the numbers cannot be of now, that, instead. */
function Middle({ board }: { board: Board }) {
  const { offlineSince, retrySeconds } = useLive((state) => state.connection);
  const frozen = useClockFlag((at) => isFrozen(board, at));
  const age = useClockText((at) => longAge(since(board.published_at, at) ?? 0));
  if (offlineSince !== null) {
    const tail = frozen ? `, the board is ${age} old` : "";
    return (
      <div className="bar" role="status">
        <Glyph name="offline" />
        <b>Offline since {whenText(new Date(offlineSince).toISOString(), now(), board.timezone)}</b>
        <span>
          showing the last good values, trying again every {retrySeconds} s{tail}
        </span>
      </div>
    );
  }
  if (frozen && board.published_at) {
    return (
      <div className="bar bar-frozen" role="status">
        <Glyph name="stale" />
        <b>Frozen since {whenText(board.published_at, now(), board.timezone)}</b>
        <span>no new board for {age}, although the server answers</span>
      </div>
    );
  }
  return (
    <>
      <Counts board={board} />
      <Pulse board={board} />
    </>
  );
}

export function isFrozen(board: Board, at: number): boolean {
  const age = since(board.published_at, at);
  return age !== null && age > board.frozen_after_seconds * 1000;
}

function Counts({ board }: { board: Board }) {
  const counts = tally(board.metrics);
  const { title, sub } = headline(counts);
  const unverified = board.counts.unverified;
  const running = useLive((state) => state.job !== null || state.database === "down");
  // Long numbers, or words where an age stands else, push the clock off the wall: then everything stands closer.
  const letters = `${title}${sub ?? ""}${Object.values(counts).join("")}${unverified}`.length;
  const crowded = running || letters > 19;
  return (
    <>
      <h1 className={sub ? "headline headline-two" : "headline"}>
        {title}
        {sub && <small>{sub}</small>}
      </h1>
      <ul className={crowded ? "counts counts-tight" : "counts"} aria-label="Counts by status">
        <Count glyph="red" count={counts.red} word="red" />
        <Count glyph="amber" count={counts.amber} word="amber" />
        <Count glyph="stale" count={counts.stale} word="stale" />
        <Count glyph="green" count={counts.normal} word="normal" quiet />
        {unverified > 0 && <Count glyph="unverified" count={unverified} word="unverified" quiet />}
      </ul>
    </>
  );
}

function Count({
  glyph,
  count,
  word,
  quiet = false,
}: {
  glyph: GlyphName;
  count: number;
  word: string;
  quiet?: boolean;
}) {
  return (
    <li
      className={`count ${quiet || count === 0 ? "count-quiet" : ""} ${count === 0 ? "count-none" : ""}`}
      data-count={word}
    >
      <Glyph name={glyph} />
      <b>{count}</b>
      <span>{word}</span>
    </li>
  );
}

/** The sign of life: age of the board, progress of a beat, or that the database is away. */
function Pulse({ board }: { board: Board }) {
  const job = useLive((state) => state.job);
  const database = useLive((state) => state.database);
  const age = useClockText((at) => longAge(since(board.published_at, at) ?? 0));
  if (database === "down") return <div className="pulse pulse-loud">database away</div>;
  if (job) return <BeatProgress job={job} />;
  if (!board.published_at) return <div className="pulse" />;
  return (
    <div className="pulse" title={`Board ${board.board_version}`}>
      <i className="dot" />
      {age} ago
    </div>
  );
}

function Clock({ zone }: { zone: string }) {
  const time = useClockText((at) => clockTime(at, zone));
  const day = useClockText((at) => dayName(at, zone));
  return (
    <div className="clock">
      <span>{day}</span>
      <b>{time}</b>
    </div>
  );
}
