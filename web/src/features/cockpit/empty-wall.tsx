import type { Board } from "@/api/board";
import { useLive } from "@/api/use-live";
import { MarkGlyph } from "@/components/mark";

/** A wall without metrics says what to do, with the commands. */
export function EmptyWall({ board }: { board: Board }) {
  const deployed = board.board_version > 0 || board.workspace !== "";
  return (
    <section className="empty" aria-label="Nothing to show yet">
      <MarkGlyph />
      <h2>{deployed ? "This workspace has no metrics yet" : "Nothing is deployed yet"}</h2>
      <p>
        {deployed
          ? "In the folder of the workspace, add a metric and deploy; its tile appears here by itself."
          : "In the folder of the workspace, name the sources and write a metric; once they are deployed this page fills by itself."}
      </p>
      <ol>
        {!deployed && (
          <li>
            <code>sources/*.yaml</code>names each system whose rows are read
          </li>
        )}
        <li>
          <code>metrics/*.sql</code>holds a number each, in SQL
        </li>
        <li>
          <code>heartbeat check</code>lists every problem with file and line
        </li>
        <li>
          <code>heartbeat deploy</code>applies it and measures what is new
        </li>
        <li>
          <code>heartbeat beat</code>reads the sources and measures everything
        </li>
      </ol>
    </section>
  );
}

/** Before the first answer: the frame, no spinner. When no server answers at all, that. */
export function WaitingWall() {
  const missed = useLive((state) => state.connection.missed);
  const retrySeconds = useLive((state) => state.connection.retrySeconds);
  return (
    <main className="wall wall-waiting">
      {missed > 0 && (
        <section className="empty" aria-label="No server">
          <MarkGlyph />
          <h2>Heartbeat does not answer</h2>
          <p>
            This screen has no board of its own yet. It asks again every {retrySeconds} s. On the server, start it with{" "}
            <code>heartbeat serve</code>.
          </p>
        </section>
      )}
    </main>
  );
}
