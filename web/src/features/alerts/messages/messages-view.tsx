import { useInfiniteQuery } from "@tanstack/react-query";
import { type Channel, deliveriesQuery } from "@/api/alerts";
import { MESSAGE_WORDS } from "@/components/alerts/words";
import { Outdated } from "@/components/outdated";
import { ProblemNote } from "@/components/problem-note";
import { type AlertsView, MESSAGE_STATES } from "../view";
import { MessageItem } from "./message-item";

interface MessagesViewProps {
  view: AlertsView;
  channels: Channel[];
  onChange: (change: Partial<AlertsView>) => void;
}

/** Every message, the newest first: whom it was for, what it said, and what became of it. */
export function MessagesView({ view, channels, onChange }: MessagesViewProps) {
  const asked = useInfiniteQuery(deliveriesQuery(view));
  const messages = asked.data?.pages.flatMap((page) => page.deliveries) ?? [];
  const zone = asked.data?.pages[0]?.timezone ?? "UTC";
  return (
    <>
      <MessageFilters view={view} channels={channels} onChange={onChange} />
      {asked.error && (asked.data ? <Outdated /> : <ProblemNote problem={asked.error} />)}
      {!asked.data && !asked.error && <div className="card skeleton alerts-skeleton" aria-busy="true" />}
      {asked.data && messages.length === 0 && <NoMessage view={view} onChange={onChange} />}
      {messages.length > 0 && (
        <ul className="card messages" aria-label="Messages">
          {messages.map((message) => (
            <MessageItem key={message.message_id ?? message.made_at} message={message} zone={zone} />
          ))}
        </ul>
      )}
      {asked.hasNextPage && (
        <button
          type="button"
          className="button alerts-older"
          disabled={asked.isFetchingNextPage}
          onClick={() => void asked.fetchNextPage()}
        >
          {asked.isFetchingNextPage ? "Fetching older messages …" : "Older messages"}
        </button>
      )}
    </>
  );
}

function MessageFilters({ view, channels, onChange }: MessagesViewProps) {
  return (
    <search className="alerts-filters">
      <label className={view.channel ? "choice choice-set" : "choice"}>
        <span>Channel</span>
        <select value={view.channel ?? ""} onChange={({ target }) => onChange({ channel: target.value || null })}>
          <option value="">all</option>
          {channels.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className={view.state ? "choice choice-set" : "choice"}>
        <span>State</span>
        <select
          value={view.state ?? ""}
          onChange={({ target }) => onChange({ state: MESSAGE_STATES.find((each) => each === target.value) ?? null })}
        >
          <option value="">all</option>
          {MESSAGE_STATES.map((state) => (
            <option key={state} value={state}>
              {MESSAGE_WORDS[state]}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function NoMessage({ view, onChange }: Pick<MessagesViewProps, "view" | "onChange">) {
  const isFiltered = view.channel !== null || view.state !== null;
  return (
    <section className="card alerts-empty" aria-label="No message">
      <h2>{isFiltered ? "No message is like that" : "Nothing has been sent yet"}</h2>
      {isFiltered ? (
        <button type="button" className="button" onClick={() => onChange({ channel: null, state: null })}>
          Show all messages
        </button>
      ) : (
        <p>
          What an incident tells stands here with every attempt to deliver it. What was held back stands in the
          incident's own timeline, with the reason.
        </p>
      )}
    </section>
  );
}
