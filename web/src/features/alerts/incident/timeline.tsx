import type { IncidentDocument, TimelineEntry } from "@/api/alerts";
import { capital } from "@/components/alerts/words";
import { Glyph, type GlyphName } from "@/components/glyph";
import { ownerName } from "@/components/words";
import { clockTime, dayName, isoDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { daysOf, signOf } from "./timeline-words";

interface TimelineProps {
  document: IncidentDocument;
  /** Null for those who only look. */
  onComment: (() => void) | null;
}

/** What happened, what people did, and what became of each message, the newest first below its day. */
export function Timeline({ document, onComment }: TimelineProps) {
  const { timeline, timezone: zone } = document;
  return (
    <section className="card pad timeline" aria-label="What happened">
      <div className="card-head">
        <h2>What happened</h2>
        {onComment && (
          <button type="button" className="button" onClick={onComment}>
            Comment
          </button>
        )}
      </div>
      {daysOf(timeline, zone).map(({ day, entries }) => (
        <div key={day} className="timeline-day">
          <Day at={entries[0]?.at ?? day} zone={zone} />
          <ol>
            {entries.map((entry, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: several things of one kind may happen at one moment
              <Entry key={`${entry.at} ${entry.name} ${place}`} entry={entry} zone={zone} />
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function Day({ at, zone }: { at: string; zone: string }) {
  const name = useClock((now) => (isoDay(at, zone) === isoDay(now, zone) ? "Today" : dayName(at, zone)));
  return <h3>{name}</h3>;
}

function Entry({ entry, zone }: { entry: TimelineEntry; zone: string }) {
  const { at, what, name, text, by } = entry;
  const glyph: GlyphName | null = signOf(entry);
  const isComment = what === "action" && name === "comment";
  return (
    <li className={`entry entry-${what} entry-${name}`}>
      <time dateTime={at}>{clockTime(at, zone)}</time>
      <i className="entry-sign">{glyph && <Glyph name={glyph} />}</i>
      <div>
        {isComment ? (
          <>
            <b>{ownerName(by ?? "somebody")}</b>
            <p className="entry-comment">{text}</p>
          </>
        ) : (
          <p>
            {what !== "transition" && by && <b>{ownerName(by)}</b>} {what === "transition" ? capital(text) : text}
            {what === "transition" && by && <span className="quiet">, by {ownerName(by)}</span>}
          </p>
        )}
      </div>
    </li>
  );
}
