import type { Board, Change } from "@/api/board";
import { Glyph, type GlyphName } from "@/components/glyph";
import { Icon } from "@/components/icon";
import { ThemeButton } from "@/components/theme-button";
import { changeText } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { openOverlay } from "@/lib/overlay";
import { loadPart } from "@/lib/page-part";
import { useClock } from "@/lib/use-clock";
import { useLater } from "@/lib/use-later";
import { FailingSources } from "./failing-sources";
import { RefreshButton } from "./refresh-button";

const GLYPHS: Record<Change["to"], GlyphName> = { red: "red", amber: "amber", green: "green" };

interface FooterProps {
  board: Board;
  tv: boolean;
  onSearch: () => void;
}

/** The last changes of status, and which source fails; at a desk also the buttons. */
export function Footer({ board, tv, onSearch }: FooterProps) {
  const byId = new Map(board.metrics.map((metric) => [metric.metric_id, metric]));
  return (
    <footer className="wall-footer">
      {board.changes.length === 0 && board.published_at && <span>no change of status yet</span>}
      <ol aria-label="Last changes of status">
        {board.changes.slice(0, 4).map((change) => (
          <li key={`${change.metric_id} ${change.at}`}>
            <When at={change.at} zone={board.timezone} />
            <Glyph name={GLYPHS[change.to]} />
            <b>{change.code}</b>
            <span>{changeText(change, byId.get(change.metric_id))}</span>
          </li>
        ))}
      </ol>
      <Alerting board={board} />
      <FailingSources board={board} />
      {!tv && (
        <div className="wall-tools">
          <button type="button" className="tool" onClick={() => openOverlay("palette")} title="All pages (Ctrl K)">
            <Icon name="menu" />
            <span>pages</span>
          </button>
          <button type="button" className="tool" onClick={onSearch} title="Search and filter (/)">
            <Glyph name="search" />
            <span>search</span>
          </button>
          <RefreshButton />
          <ThemeButton />
          <button type="button" className="tool" onClick={() => openOverlay("keys")} title="Keys (?)" aria-label="Keys">
            <Glyph name="help" />
          </button>
        </div>
      )}
    </footer>
  );
}

const loadAlerting = () => loadPart(() => import("./alerts/alerting-notice")).then((part) => part.AlertingNotice);

/** That nobody is told is rare: its words are loaded when there is something to say. */
function Alerting({ board: { alerting, timezone } }: { board: Board }) {
  const wanted = Boolean(alerting && (alerting.channels_down?.length || alerting.no_beats_since));
  const Notice = useLater(loadAlerting, wanted);
  return wanted && alerting && Notice && <Notice alerting={alerting} zone={timezone} />;
}

/** `09:07` turns into `Thu 09:07` at midnight, whether a board came since or not. */
function When({ at, zone }: { at: string; zone: string }) {
  const text = useClock((now) => whenText(at, now, zone));
  return <time dateTime={at}>{text}</time>;
}
