import type { Board } from "@/api/board";
import { useLive } from "@/api/use-live";
import { isoDay } from "@/lib/calendar";
import type { TelevisionSearch } from "@/lib/television";
import { now } from "@/lib/wall-clock";
import { hasLegend, Normals, Reds, Signals } from "./bands";
import { EmptyWall, WaitingWall } from "./empty-wall";
import { Footer } from "./footer";
import { Header } from "./header";
import { divideWall } from "./layout";
import { pageLayout } from "./page-layout";
import { usePausing } from "./pausing";
import { StatusNews } from "./status-news";
import { useFrame } from "./use-frame";
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
import "./tile-marks.css";
import "./page.css";
import "./page-tiles.css";

/** The cockpit: red first, then amber and stale, then normal, faded. It always shows the last board it has. */
export function CockpitPage({ search }: { search: TelevisionSearch }) {
  const whole = useLive((state) => state.board);
  const shown = useRotation(whole, search);
  useWallKeys(shown?.board ?? null);
  usePausing();
  if (!whole || !shown) return <WaitingWall />;
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

function Wall({ board, sign, redElsewhere, tv }: WallProps) {
  const frame = useFrame();
  const offline = useLive((state) => state.connection.offlineSince !== null);
  const newlyRed = useLive((state) => state.newlyRed);
  const reds = board.metrics.filter((each) => each.class === "red");
  const signals = board.metrics.filter((each) => each.class === "amber" || each.class === "stale");
  const normals = board.metrics.filter((each) => each.class === "normal");
  const counts = { red: reds.length, signals: signals.length, normal: normals.length };
  const layout = frame.kind === "wall" ? divideWall(counts, frame.height) : pageLayout(counts);
  const legend = layout.normal !== null && layout.normal.curve !== "none" && !hasLegend(layout.normal, normals.length);
  const lastDay = isoDay(board.published_at ?? now(), board.timezone);
  return (
    <main className={`wall wall-${frame.kind} ${offline ? "wall-offline" : ""}`}>
      <Header board={board} sign={sign} redElsewhere={redElsewhere} />
      {board.metrics.length === 0 && <EmptyWall board={board} />}
      {layout.red && <Reds metrics={reds} band={layout.red} lastDay={lastDay} newlyRed={newlyRed} />}
      {layout.signals && <Signals metrics={signals} band={layout.signals} lastDay={lastDay} legend={legend} />}
      {layout.normal && <Normals metrics={normals} band={layout.normal} lastDay={lastDay} />}
      <Footer board={board} tv={tv} />
    </main>
  );
}
