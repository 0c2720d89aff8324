import type { FullReload, SourcesPage } from "@/api/sources";
import { Breakable } from "@/components/breakable";
import { Chevron } from "@/components/chevron";
import { useDisclosure } from "@/components/use-disclosure";
import { counted, rateText, secondsText } from "@/lib/amounts";
import { Cost, Remedies } from "./remedies";

const SHOWN = 5;
const CARD = "full-reloads";

/** What tables cost that are read in full each time, dearest first, and what would end it. */
export function ReloadsCard({ reloads }: { reloads: SourcesPage["full_reloads"] }) {
  if (reloads.tables.length === 0) return null;
  const costly = reloads.tables.filter((each) => each.accepted === null);
  const accepted = reloads.tables.filter((each) => each.accepted !== null);
  const verb = accepted.length === 1 ? "is" : "are";
  return (
    <section className="card pad reloads" id={CARD} aria-label="Read in full each time">
      <h2>Read in full each time</h2>
      <p className="reloads-sum">
        <b>{rateText(reloads.rows_per_hour)}</b> rows and <b>{secondsText(reloads.seconds_per_hour)}</b> in an hour
      </p>
      <Reloads reloads={costly.slice(0, SHOWN)} />
      <More reloads={costly.slice(SHOWN)} words={counted(costly.length - SHOWN, "more table")} />
      <More reloads={accepted} words={`${counted(accepted.length, "table")} ${verb} accepted with a reason`} />
    </section>
  );
}

function Reloads({ reloads, id }: { reloads: FullReload[]; id?: string }) {
  return (
    <ul id={id}>
      {reloads.map((reload) => (
        <Reload key={reload.table} reload={reload} />
      ))}
    </ul>
  );
}

function More({ reloads, words }: { reloads: FullReload[]; words: string }) {
  const { open, button, panelId } = useDisclosure(false);
  if (reloads.length === 0) return null;
  return (
    <>
      <button type="button" className="reloads-more" {...button}>
        <Chevron open={open} />
        {words}
      </button>
      {open && <Reloads reloads={reloads} id={panelId} />}
    </>
  );
}

/** The same in one line at the top, for where the card stands below all sources. */
export function ReloadsPointer({ reloads }: { reloads: SourcesPage["full_reloads"] }) {
  if (reloads.tables.every((each) => each.accepted !== null)) return null;
  return (
    <a className="reloads-pointer" href={`#${CARD}`}>
      Full reloads read {rateText(reloads.rows_per_hour)} rows in an hour
    </a>
  );
}

function Reload({ reload }: { reload: FullReload }) {
  const { open, button, panelId } = useDisclosure(false);
  const others = reload.remedies.length - 1;
  const ways = open ? "Fewer ways" : counted(others, "other way");
  return (
    <li className="reload">
      <h3>
        <code>
          <Breakable text={reload.table} />
        </code>
      </h3>
      <Cost reload={reload} />
      {reload.reason && <p className="quiet">{reload.reason}</p>}
      <div id={panelId}>
        <Remedies reload={reload} most={open ? undefined : 1} />
      </div>
      {others > 0 && (
        <button
          type="button"
          className="reload-ways"
          {...button}
          aria-controls={panelId}
          aria-label={`${ways} to end the full reload of ${reload.table}`}
        >
          {ways}
        </button>
      )}
    </li>
  );
}
