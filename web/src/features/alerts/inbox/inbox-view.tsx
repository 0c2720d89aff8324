import { useRef } from "react";
import type { Inbox } from "@/api/alerts";
import { useMay } from "@/api/session";
import { Glyph } from "@/components/glyph";
import { Ticked } from "@/components/ticked";
import { counted } from "@/lib/amounts";
import { ActFront, useActFront } from "../acts/act-front";
import type { Tab } from "../view";
import { IncidentRow } from "./incident-row";
import { inboxParts } from "./order";
import { useInboxKeys } from "./use-inbox-keys";

interface InboxViewProps {
  inbox: Inbox;
  onTab: (tab: Tab) => void;
}

/** Open incidents, those first that nobody is on; each can be dealt with where it stands, by hand or by key. */
export function InboxView({ inbox, onTab }: InboxViewProps) {
  const zone = inbox.timezone;
  const mayAct = useMay("operator");
  const list = useRef<HTMLDivElement>(null);
  const front = useActFront(zone);
  const parts = inboxParts(inbox.incidents);
  useInboxKeys(list, inbox.incidents, mayAct ? front : null);
  return (
    <>
      <Notices inbox={inbox} onTab={onTab} />
      {parts.length === 0 && <Calm inbox={inbox} onTab={onTab} />}
      <div ref={list} className="inbox">
        {parts.map(({ key, title, incidents }) => (
          <section key={key} className={`card incidents incidents-${key}`} aria-label={title}>
            <h2>
              {title} <span>{incidents.length}</span>
            </h2>
            <ul>
              {incidents.map((incident) => (
                <IncidentRow key={incident.incident_id} incident={incident} zone={zone} front={mayAct ? front : null} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {parts.length > 0 && <Keys mayAct={mayAct} />}
      <ActFront front={front} />
    </>
  );
}

/** What the list itself does not show: that nobody is told, or not all. */
function Notices({ inbox, onTab }: InboxViewProps) {
  const { counts, channels } = inbox;
  const down = channels.filter((channel) => channel.down);
  return (
    <>
      {channels.length === 0 && counts.open > 0 && (
        <Notice
          words="There is no channel yet, so nobody is told of any of this."
          way="Add one"
          onGo={() => onTab("channels")}
        />
      )}
      {down.map(({ name, error }) => (
        <Notice
          key={name}
          words={`${name} is down: ${error ?? "it does not answer"}`}
          way="Channels"
          onGo={() => onTab("channels")}
        />
      ))}
      {channels.length > 0 && counts.may_not_page > 0 && (
        <Notice
          words={`${counted(counts.may_not_page, "metric")} ${counts.may_not_page === 1 ? "is" : "are"} red and may not page.`}
          way="See why"
          onGo={() => onTab("held")}
        />
      )}
    </>
  );
}

function Notice({ words, way, onGo }: { words: string; way: string; onGo: () => void }) {
  return (
    <p className="alerts-notice">
      <span>
        <Ticked text={words} />
      </span>
      <button type="button" className="list-button" onClick={onGo}>
        {way}
      </button>
    </p>
  );
}

/** Nothing is wrong; where nobody could be told, that is said here as well. */
function Calm({ inbox, onTab }: InboxViewProps) {
  const hasChannel = inbox.channels.length > 0;
  return (
    <section className="card alerts-empty" aria-label="No open incident">
      <Glyph name="check" />
      <h2>Nothing is wrong</h2>
      <p>
        {hasChannel
          ? "Every metric that may page is on the good side of its lines, and every source is read. What was wrong before stands under Closed."
          : "No metric is beyond its line. When one is, nobody will be told of it: there is no channel yet."}
      </p>
      <button type="button" className="button" onClick={() => onTab(hasChannel ? "closed" : "channels")}>
        {hasChannel ? "Closed incidents" : "Add a channel"}
      </button>
    </section>
  );
}

function Keys({ mayAct }: { mayAct: boolean }) {
  return (
    <p className="inbox-keys" aria-hidden="true">
      <kbd>J</kbd> <kbd>K</kbd> next, previous <kbd>Enter</kbd> open
      {mayAct && (
        <>
          {" "}
          <kbd>A</kbd> acknowledge <kbd>S</kbd> snooze
        </>
      )}
    </p>
  );
}
