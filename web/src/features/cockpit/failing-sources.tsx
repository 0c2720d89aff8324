import { Link } from "@tanstack/react-router";
import type { Board } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** Which source fails, and since when: a stale tile says that its source does, and not that three others do too. */
export function FailingSources({ board }: { board: Board }) {
  const [first, ...others] = failingSources(board);
  const when = useClock((at) => (first ? whenText(first.since, at, board.timezone) : ""));
  if (!first) return null;
  const more = others.length > 0 ? ` +${others.length}` : "";
  return (
    <Link to="/sources" search={{ source: first.source_id }} className="failing-sources" title={sentence(board)}>
      <Glyph name={first.state === "held" ? "held" : "error"} />
      <b>{first.source_id}</b>
      <span>
        {first.trouble} since {when}
        {more}
      </span>
    </Link>
  );
}

/** A board that was kept by an older page, or stored by an older server, says nothing of them. */
function failingSources(board: Partial<Pick<Board, "failing_sources">>): Board["failing_sources"] {
  return board.failing_sources ?? [];
}

function sentence(board: Board): string {
  return failingSources(board)
    .map(({ source_id, trouble }) => `${source_id}: ${trouble}`)
    .join(", ");
}
