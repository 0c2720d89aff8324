import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useId, useRef } from "react";
import type { BoardMetric, MetricPage } from "@/api/board";
import { metricPageQuery } from "@/api/metric-page";
import { useMay } from "@/api/session";
import { Glyph } from "@/components/glyph";
import { ownerOf, statusAge } from "@/components/words";
import { longAge, since } from "@/lib/age";
import { whenText } from "@/lib/calendar";
import { markdownWords } from "@/lib/markdown-words";
import { useClock } from "@/lib/use-clock";
import { findTile } from "../find-tile";
import { signalGlyph } from "../tile-parts";
import { useBeside } from "../use-beside";
import { useZone } from "../zone";
import { excerpt, lastEdit, linesText, sourceLines } from "./card-words";
import { placeCard, type Size } from "./place-card";
import "./tile-card.css";

/** What a number means and where it comes from, beside its tile. It shows what the board knows at once, and the words when they come. */
export function TileCard({ metric, tv }: { metric: BoardMetric; tv: boolean }) {
  const asked = useQuery(metricPageQuery(metric.metric_id));
  const mayEdit = useMay("operator");
  const id = useId();
  const [card, at] = useBesideTile(metric.code, id);
  const glyph = metric.class === "normal" ? "green" : signalGlyph(metric);
  const age = useClock((now) => statusAge(metric, now));
  return (
    <div
      ref={card}
      id={id}
      role="tooltip"
      data-of-tile
      className={`tile-card ${tv ? "tile-card-tv" : ""}`}
      style={at ?? { visibility: "hidden" }}
    >
      <p className="tile-card-head">
        <Glyph name={glyph} />
        <b className="code">{metric.code}</b>
        <span>{metric.name}</span>
      </p>
      <p className="tile-card-status">
        {metric.class}
        {age && ` for ${age}`}
        {metric.cause && `: ${metric.cause}`}
      </p>
      <Meaning page={asked.data ?? null} failed={asked.isError || asked.failureCount > 0} />
      <dl>
        <Fact name="Lines">{linesText(metric)}</Fact>
        <Fact name="Owner">{ownerOf(metric) ?? "nobody yet"}</Fact>
        <Sources metric={metric} page={asked.data ?? null} />
        <Changes metric={metric} page={asked.data ?? null} />
        <Cuts page={asked.data} tv={tv} />
      </dl>
      <p className="tile-card-keys">
        <kbd>{tv ? "OK" : "Enter"}</kbd> opens it
        {!tv && (
          <>
            <kbd>W</kbd> stars it
            {mayEdit && (
              <>
                <kbd>E</kbd> edits it
              </>
            )}
          </>
        )}
        <kbd>{tv ? "Back" : "Esc"}</kbd> closes this
      </p>
    </div>
  );
}

/** The tile may move, and leave the wall. */
function useBesideTile(code: string, id: string) {
  const card = useRef<HTMLDivElement>(null);
  const place = useCallback(
    (size: Size, screen: Size) => {
      const tile = findTile(code);
      return tile && placeCard(tile.getBoundingClientRect(), size, screen);
    },
    [code],
  );
  const at = useBeside(card, place);
  useEffect(() => {
    const tile = findTile(code);
    tile?.setAttribute("aria-describedby", id);
    return () => tile?.removeAttribute("aria-describedby");
  }, [code, id]);
  return [card, at] as const;
}

function Meaning({ page, failed }: { page: MetricPage | null; failed: boolean }) {
  if (!page) {
    return failed ? (
      <p className="tile-card-quiet">Its explanation cannot be read now: no answer from the server.</p>
    ) : null;
  }
  const { how_to_read, methodology } = page.definition;
  return (
    <>
      <p className="tile-card-read">{excerpt(markdownWords(how_to_read), 360)}</p>
      {methodology && <p className="tile-card-quiet">{excerpt(markdownWords(methodology), 240)}</p>}
    </>
  );
}

function Sources({ metric, page }: { metric: BoardMetric; page: MetricPage | null }) {
  const read = useClock((at) => {
    const age = since(metric.source_as_of ?? metric.as_of, at);
    return age === null ? "never read" : `read ${longAge(age)} ago`;
  });
  const lines = useClock((at) => (page ? sourceLines(page.tables, at).join("\n") : ""));
  return (
    <Fact name="Sources">
      {(lines || read).split("\n").map((line) => (
        <span key={line}>{line}</span>
      ))}
    </Fact>
  );
}

function Changes({ metric, page }: { metric: BoardMetric; page: MetricPage | null }) {
  const zone = useZone();
  const { changed } = metric;
  const status = useClock((at) =>
    changed ? `${changed.from} to ${metric.status}, ${whenText(changed.at, at, zone)}` : "status never changed",
  );
  const edit = useClock((at) => (page ? (lastEdit(page, at, zone) ?? "") : ""));
  return (
    <Fact name="Last change">
      <span>{status}</span>
      {edit && <span>{edit}</span>}
    </Fact>
  );
}

/** Where it is explained: the pointer may move into the card, keys find the same in its editor and on its page. A television has neither. */
function Cuts({ page, tv }: { page: MetricPage | undefined; tv: boolean }) {
  const cuts = page?.cuts ?? [];
  if (tv || cuts.length === 0) return null;
  return (
    <Fact name="See in audit">
      {cuts.slice(0, CUTS_SHOWN).map((cut) => (
        <span key={cut.cut_id}>
          <Link to="/audit/$page" params={{ page: cut.page }} hash={`cut-${cut.cut_id}`} tabIndex={-1}>
            {cut.title}
          </Link>
        </span>
      ))}
    </Fact>
  );
}

const CUTS_SHOWN = 3;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
