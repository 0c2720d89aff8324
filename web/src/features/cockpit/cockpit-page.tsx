import { useMemo } from "react";
import type { Board } from "@/api/board";
import { useMay } from "@/api/session";
import { useLive } from "@/api/use-live";
import { isoDay } from "@/lib/calendar";
import type { TelevisionSearch } from "@/lib/television";
import { now } from "@/lib/wall-clock";
import { TileAlerts } from "./alerts/tile-alerts";
import { hasLegend, Normals, Reds, Signals } from "./bands";
import { BarDoor } from "./desk/bar-door";
import { FilterNews } from "./desk/filter-news";
import { NoMatch } from "./desk/no-match";
import { TileDesk } from "./desk/tile-desk";
import { useFilteredBoard } from "./desk/use-filtered-board";
import { useSearchBar } from "./desk/use-search-bar";
import { TileEditing } from "./editing/tile-editing";
import { EmptyWall, WaitingWall } from "./empty-wall";
import { Footer } from "./footer";
import { Header } from "./header";
import { type BandCounts, divideWall, GAP, type WallLayout } from "./layout";
import { MoveUp } from "./move-up";
import { pageLayout } from "./page-layout";
import { usePausing } from "./pausing";
import { StatusNews } from "./status-news";
import { type Frame, useFrame } from "./use-frame";
import { useLetters } from "./use-letters";
import { type PageSign, useRotation } from "./use-rotation";
import { useWallKeys } from "./use-wall-keys";
import { ZoneProvider } from "./zone";
import "./wall.css";
import "./wall-header.css";
import "./wall-footer.css";
import "./rotation.css";
import "./tiles.css";
import "./tiles-red.css";
import "./tiles-red-sizes.css";
import "./tiles-signal.css";
import "./tiles-signal-parts.css";
import "./tiles-normal.css";
import "./tiles-normal-sizes.css";
import "./legend.css";
import "./number.css";
import "./tile-marks.css";
import "./motion.css";
import "./page.css";
import "./page-tiles.css";
import "./editing/tile-editing.css";
import "./desk/stars.css";

/** The cockpit: red first, then amber and stale, then normal, faded. It always shows the last board it has. */
export function CockpitPage({ search }: { search: TelevisionSearch }) {
  const whole = useLive((state) => state.board);
  const shown = useRotation(whole, search);
  const ready = useLetters(whole);
  usePausing();
  if (!whole || !shown || !ready) return <WaitingWall />;
  return (
    <ZoneProvider value={whole.timezone}>
      <Wall {...shown} tv={search.tv === 1} />
      <StatusNews board={whole} />
    </ZoneProvider>
  );
}

interface WallProps {
  board: Board;
  /** The part of the wall that this board is, when pages of areas take turns. */
  sign: PageSign | null;
  redElsewhere: number;
  tv: boolean;
}

function Wall({ board: all, sign, redElsewhere, tv }: WallProps) {
  const frame = useFrame();
  const offline = useLive((state) => state.connection.offlineSince !== null);
  const mayEdit = useMay("operator") && !tv;
  const { filtered, partial, words } = useFilteredBoard(all);
  const { board, total, hiddenReds } = filtered;
  useWallKeys(board);
  const bar = useSearchBar(!tv);
  const barHeight = tv ? 0 : barRoom(bar.open, partial);
  // Without a bar the header says what is shown.
  const named = tv && partial;
  const headed = named ? { ...board, workspace: `${board.metrics.length} of ${total}, ${board.workspace}` } : board;
  return (
    <main className={`wall wall-${frame.kind} ${offline ? "wall-offline" : ""} ${mayEdit ? "wall-edited" : ""}`}>
      <Header
        board={headed}
        sign={sign ?? (named ? onlyPage(words) : null)}
        redElsewhere={redElsewhere + (tv ? hiddenReds : 0)}
        partial={partial}
        tv={tv}
      />
      {!tv && all.metrics.length > 0 && (
        <BarDoor all={all.metrics} filtered={filtered} bar={bar} scrolls={frame.kind === "page"} partial={partial} />
      )}
      {all.metrics.length === 0 && <EmptyWall board={board} />}
      {all.metrics.length > 0 && board.metrics.length === 0 && <NoMatch filtered={filtered} words={words} tv={tv} />}
      <Bands board={board} frame={{ ...frame, height: frame.height - barHeight }} />
      <Footer board={tv ? board : all} tv={tv} onSearch={bar.show} />
      {mayEdit && <TileActions metrics={all.metrics} />}
      {!tv && <FilterNews filtered={filtered} partial={partial} />}
      <TileDesk metrics={board.metrics} tv={tv} scrolls={frame.kind === "page"} />
    </main>
  );
}

/** What an operator does about a tile without leaving the wall. */
function TileActions({ metrics }: { metrics: Board["metrics"] }) {
  return (
    <>
      <TileEditing metrics={metrics} />
      <TileAlerts metrics={metrics} />
    </>
  );
}

/** A filter by address looks as one page of a rotation does. */
function onlyPage(area: string): PageSign {
  return { area, place: 0, pages: 1, unknown: [], interrupted: false };
}

/** What the search takes from the bands, in wall units: open it has two lines. */
function barRoom(open: boolean, partial: boolean): number {
  if (open) return GAP + 96;
  return partial ? GAP + 44 : 0;
}

function Bands({ board, frame }: { board: Board; frame: Frame }) {
  const newlyRed = useLive((state) => state.newlyRed);
  const reds = board.metrics.filter((each) => each.class === "red");
  const signals = board.metrics.filter((each) => each.class === "amber" || each.class === "stale");
  const normals = board.metrics.filter((each) => each.class === "normal");
  const layout = useLayout({ red: reds.length, signals: signals.length, normal: normals.length }, frame);
  const legend = layout.normal !== null && layout.normal.curve !== "none" && !hasLegend(layout.normal, normals.length);
  const lastDay = isoDay(board.published_at ?? now(), board.timezone);
  return (
    <>
      {layout.red && <Reds metrics={reds} band={layout.red} lastDay={lastDay} newlyRed={newlyRed} />}
      {layout.signals && <Signals metrics={signals} band={layout.signals} lastDay={lastDay} legend={legend} />}
      {layout.normal && <Normals metrics={normals} band={layout.normal} lastDay={lastDay} />}
      <MoveUp codes={reds.filter((metric) => newlyRed.has(metric.metric_id)).map((metric) => metric.code)} />
    </>
  );
}

/** The same object as long as the same numbers of tiles stand on the same screen, so that tiles need not be drawn again. */
function useLayout({ red, signals, normal }: BandCounts, { kind, height }: Frame): WallLayout {
  return useMemo(() => {
    const counts = { red, signals, normal };
    return kind === "wall" ? divideWall(counts, height) : pageLayout(counts);
  }, [kind, height, red, signals, normal]);
}
