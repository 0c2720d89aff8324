import type { ReactNode } from "react";
import type { Board } from "@/api/board";
import { isFrozen } from "@/api/live-state";
import { useLive } from "@/api/use-live";
import { Glyph, type GlyphName } from "@/components/glyph";
import { Mark } from "@/components/mark";
import { useSignedOutWords } from "@/components/signed-out";
import { longAge, since } from "@/lib/age";
import { clockTime, dayName, whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { Counts } from "./header-counts";
import { Pulse } from "./header-pulse";
import { headline, tally } from "./headline";
import { PageName, pageTitle } from "./page-name";
import { SignedOutTail } from "./signed-out";
import type { PageSign } from "./use-rotation";

interface HeaderProps {
  board: Board;
  /** The part of the wall on show, when pages of areas take turns. */
  sign?: PageSign | null;
  redElsewhere?: number;
  /** A filter hides the rest. */
  partial?: boolean;
  /** Nobody can press anything. */
  tv?: boolean;
}

export function Header({ board, sign = null, redElsewhere = 0, partial = false, tv = false }: HeaderProps) {
  return (
    <header className="wall-header">
      {sign ? <PageName company={board.workspace} sign={sign} /> : <Mark company={board.workspace} />}
      <Middle board={board} sign={sign} redElsewhere={redElsewhere} partial={partial} tv={tv} />
      <Clock zone={board.timezone} />
    </header>
  );
}

/** What needs action; or, when the numbers cannot be of now, that, instead. */
function Middle({ board, sign = null, redElsewhere = 0, partial = false, tv = false }: HeaderProps) {
  const { offlineSince, retrySeconds, heard } = useLive((state) => state.connection);
  const refused = useLive((state) => state.refusedSince !== null);
  const why = useSignedOutWords();
  const away = useLive((state) => state.database === "down");
  const frozen = useClock((at) => isFrozen(board, at));
  const age = useClock((at) => longAge(since(board.published_at, at) ?? 0));
  if (offlineSince !== null) {
    const tail = frozen ? `, the board is ${age} old` : "";
    return (
      <Bar
        board={board}
        partial={partial}
        glyph="offline"
        lead="Offline since"
        from={new Date(offlineSince).toISOString()}
      >
        showing the last good values, trying again every {retrySeconds} s{tail}
      </Bar>
    );
  }
  if (refused) {
    return (
      <Bar board={board} partial={partial} glyph="offline" lead={why} from={null}>
        <SignedOutTail board={board} tv={tv} />
      </Bar>
    );
  }
  // A kept board may be of Friday: whether the server has no newer one, it has not said yet.
  if (frozen && heard && board.published_at) {
    return (
      <Bar board={board} partial={partial} glyph="stale" lead="Frozen since" from={board.published_at}>
        {away
          ? `the database is away: no new board for ${age}`
          : `no new board for ${age}, although the server answers`}
      </Bar>
    );
  }
  return (
    <>
      <Counts
        board={board}
        redElsewhere={redElsewhere}
        partial={partial}
        {...(sign ? { page: pageTitle(sign) } : {})}
      />
      <Pulse board={board} />
    </>
  );
}

interface BarProps {
  board: Board;
  partial: boolean;
  glyph: GlyphName;
  lead: string;
  /** Since when; null where the lead says it all. */
  from: string | null;
  children: ReactNode;
}

/** In the place of the counts; the page keeps its headline for ears. */
function Bar({ board, partial, glyph, lead, from, children }: BarProps) {
  const when = useClock((at) => (from === null ? "" : whenText(from, at, board.timezone)));
  return (
    <>
      <h1 className="visually-hidden">{headline(tally(board.counts), partial).title}</h1>
      <div className={glyph === "stale" ? "bar bar-frozen" : "bar"} role="status">
        <Glyph name={glyph} />
        <b>
          {lead} {when}
        </b>
        <span>{children}</span>
      </div>
    </>
  );
}

function Clock({ zone }: { zone: string }) {
  const time = useClock((at) => clockTime(at, zone));
  const day = useClock((at) => dayName(at, zone));
  return (
    <div className="clock">
      <span>{day}</span>
      <b>{time}</b>
    </div>
  );
}
