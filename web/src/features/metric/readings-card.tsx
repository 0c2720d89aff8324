import { Link } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import type { MetricPage, Reading } from "@/api/board";
import { countText } from "@/lib/amounts";
import { clockTime, dayName, isoDay } from "@/lib/calendar";
import { now } from "@/lib/wall-clock";
import { ReadingEvidence } from "./reading-evidence";

interface ReadingsCardProps {
  page: MetricPage;
  zone: string;
}

const FEWEST = 6;

/** The readings of today, with the run and the seconds behind each; of the days before too, when today has few. */
export function ReadingsCard({ page, zone }: ReadingsCardProps) {
  const { readings } = page;
  const [opened, setOpened] = useState<string | null>(null);
  const today = readings.filter((reading) => isoDay(reading.computed_at, zone) === isoDay(now(), zone));
  const shown = today.length >= FEWEST ? today : readings.slice(0, FEWEST);
  if (shown.length === 0) return null;
  return (
    <section className="card pad readings-card" aria-label="Readings">
      <h2>{shown === today ? "Readings of today" : "Latest readings"}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="table-scroll" tabIndex={0} aria-label="Table of readings">
        <table className="readings">
          <thead>
            <tr>
              <th>Measured</th>
              <th>Data up to</th>
              <th className="right">Value</th>
              <th className="right">Rows</th>
              <th>Status</th>
              <th className="right">Seconds</th>
              <th className="right">Beat</th>
              <th>
                <span className="visually-hidden">Evidence</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((reading) => {
              const key = keyOf(reading);
              const isOpen = key === opened;
              return (
                <Fragment key={key}>
                  <Row reading={reading} zone={zone} isOpen={isOpen} toggle={() => setOpened(isOpen ? null : key)} />
                  {reading.error && (
                    <tr className="row-error">
                      <td colSpan={8}>{reading.error}</td>
                    </tr>
                  )}
                  {isOpen && <ReadingEvidence reading={reading} current={page.definition.definition_hash} />}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function keyOf({ beat_id, computed_at }: Reading): string {
  return `${beat_id} ${computed_at}`;
}

const STATUS = { red: "red", amber: "amber", green: "normal" } as const;

interface RowProps {
  reading: Reading;
  zone: string;
  isOpen: boolean;
  toggle: () => void;
}

function Row({ reading, zone, isOpen, toggle }: RowProps) {
  const moment = (at: string) =>
    `${isoDay(at, zone) === isoDay(now(), zone) ? "" : `${dayName(at, zone)} `}${clockTime(at, zone)}`;
  const failed = reading.health !== "ok";
  return (
    <tr>
      <td>{moment(reading.computed_at)}</td>
      <td data-name="data up to">{moment(reading.as_of)}</td>
      <td className="right strong">{reading.text ?? "–"}</td>
      <td className="right" data-name="rows">
        {reading.n === null ? "–" : countText(reading.n)}
      </td>
      <td>
        <span className={failed ? "state state-failed" : `state state-${reading.status}`}>
          {failed ? (reading.health === "error" ? "failed" : "no data") : STATUS[reading.status]}
        </span>
        {reading.carried && <span className="quiet"> carried forward</span>}
      </td>
      <td className="right" data-name="seconds">
        {reading.seconds === null ? "–" : reading.seconds.toFixed(2)}
      </td>
      <td className="right" data-name="beat">
        <Link to="/runs" search={{ beat: reading.beat_id }} className="beat-link">
          {reading.beat_id}
        </Link>
      </td>
      <td className="right">
        <button type="button" className="evidence-button" aria-expanded={isOpen} onClick={toggle}>
          evidence<span className="visually-hidden"> of the reading at {clockTime(reading.computed_at, zone)}</span>
        </button>
      </td>
    </tr>
  );
}
