import { Link } from "@tanstack/react-router";
import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import type { NormalBand, RedBand, SignalBand } from "./layout";
import { Legend } from "./legend";
import { MoreReds } from "./more-reds";
import { NormalTile } from "./normal-tile";
import { PausedSign } from "./page-name";
import { usePaused } from "./pausing";
import { RedTile } from "./red-tile";
import { SignalTile } from "./signal-tile";
import { TileLink } from "./tile-link";
import { signalGlyph } from "./tile-parts";
import { useNormalPage } from "./use-normal-page";

interface BandProps<Band> {
  metrics: BoardMetric[];
  band: Band;
  lastDay: string;
}

export function Reds({ metrics, band, lastDay, newlyRed }: BandProps<RedBand> & { newlyRed: ReadonlySet<string> }) {
  const rest = metrics.slice(band.shown);
  return (
    <section
      className="band band-red"
      aria-label="Red"
      style={grid({ columns: band.columns, rows: band.rows, height: band.height, scale: band.scale })}
      data-more={rest.length > 0 || undefined}
    >
      {metrics.slice(0, band.shown).map((metric) => (
        <RedTile
          key={metric.metric_id}
          metric={metric}
          size={band.size}
          lastDay={lastDay}
          pulse={newlyRed.has(metric.metric_id)}
        />
      ))}
      {rest.length > 0 && <MoreReds metrics={rest} />}
    </section>
  );
}

export function Signals({ metrics, band, lastDay, legend = false }: BandProps<SignalBand> & { legend?: boolean }) {
  const shown = metrics.slice(0, band.shown);
  const rest = metrics.slice(band.shown);
  if (band.look === "chips") {
    return (
      <section className="band-chips" aria-label="Amber and stale" style={grid({ height: band.height })}>
        {shown.map((metric) => (
          <TileLink key={metric.metric_id} metric={metric} look={`chip chip-${metric.class}`}>
            <Glyph name={signalGlyph(metric)} />
            <b className="code">{metric.code}</b>
          </TileLink>
        ))}
        {rest.length > 0 && <MoreSignals count={rest.length} look="chips-more" />}
      </section>
    );
  }
  return (
    <section
      className={`band band-signals ${rest.length > 0 ? "band-overfull" : ""}`}
      aria-label="Amber and stale"
      style={grid({ height: band.height, columns: band.columns, rows: band.rows })}
      data-columns={band.columns}
    >
      {shown.map((metric) => (
        <SignalTile key={metric.metric_id} metric={metric} band={band} lastDay={lastDay} />
      ))}
      {legend && band.columns * band.rows - shown.length > (band.columns === 6 ? 1 : 0) && <Legend />}
      {rest.length > 0 && <MoreSignals count={rest.length} look="signals-more" />}
    </section>
  );
}

/** Those that have no place on the wall stand in the list of metrics. */
function MoreSignals({ count, look }: { count: number; look: string }) {
  return (
    <Link
      to="/metrics"
      search={{ status: "amber,stale" }}
      className={look}
      title="All amber and stale metrics in a list"
    >
      <span>+{count}</span> more
    </Link>
  );
}

export function Normals({ metrics, band, lastDay }: BandProps<NormalBand>) {
  const page = useNormalPage(band.pages);
  const shown = metrics.slice(page * band.perPage, (page + 1) * band.perPage);
  return (
    <section
      className={`band band-normal ${rowLook(band)}`}
      aria-label="Normal"
      style={grid({ columns: band.columns, row: band.rowHeight })}
      data-columns={band.columns}
    >
      {shown.map((metric) => (
        <NormalTile key={metric.metric_id} metric={metric} band={band} lastDay={lastDay} />
      ))}
      {hasLegend(band, metrics.length) && <Legend />}
      {band.pages > 1 && <PageMarks page={page} pages={band.pages} />}
    </section>
  );
}

/** Short rows sit tighter. */
function rowLook({ short, rowHeight }: NormalBand): string {
  if (rowHeight >= 150) return "band-tall";
  return short ? "band-short" : "";
}

/** The curves are explained where two places are free. */
export function hasLegend({ columns, rows, pages, curve }: NormalBand, count: number): boolean {
  return pages === 1 && curve !== "none" && columns * rows - count >= (columns > 8 ? 3 : columns === 3 ? 1 : 2);
}

function PageMarks({ page, pages }: { page: number; pages: number }) {
  const paused = usePaused();
  return (
    <div className="page-marks" role="img" aria-label={`Page ${page + 1} of ${pages} of the normal metrics`}>
      {paused && <PausedSign />}
      {Array.from({ length: pages }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a mark is its place
        <i key={index} className={index === page ? "on" : ""} />
      ))}
    </div>
  );
}

/** Measures of a band in wall units, for its style sheet. */
function grid(measures: Record<string, number>): React.CSSProperties {
  return Object.fromEntries(
    Object.entries(measures).map(([name, value]) => [`--${name}`, value]),
  ) as React.CSSProperties;
}
