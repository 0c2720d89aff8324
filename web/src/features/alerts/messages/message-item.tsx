import { Link } from "@tanstack/react-router";
import type { Delivery, Notice } from "@/api/alerts";
import { aheadText, heldText, MESSAGE_WORDS } from "@/components/alerts/words";
import { Chevron } from "@/components/chevron";
import { useDisclosure } from "@/components/use-disclosure";
import { counted } from "@/lib/amounts";
import { clockTime, whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { bodyOf, KIND_WORDS, whatItTells } from "./message-words";

/** One message: a line, and below it, when it is opened, its text as it was sent and every attempt. */
export function MessageItem({ message, zone }: { message: Delivery; zone: string }) {
  const { open, button, panelId } = useDisclosure(false);
  const made = useClock((now) => whenText(message.made_at, now, zone));
  const { channel, recipient, state } = message;
  return (
    <li className={`message-item message-${state}`}>
      <button type="button" className="message-line" {...button}>
        <Chevron open={open} />
        <span className="message-when">{made}</span>
        <span className="message-to">
          <b>{channel || "nobody"}</b>
          {recipient && <span className="quiet"> {recipient}</span>}
        </span>
        <span className="message-what">{whatItTells(message)}</span>
        <span className={`message-state message-state-${state}`}>{stateText(message)}</span>
      </button>
      {open && (
        <div className="message-panel" id={panelId}>
          <MessageParts message={message} zone={zone} />
        </div>
      )}
    </li>
  );
}

function stateText({ state, attempt, is_unsure }: Delivery): string {
  const tries = attempt > 1 ? ` after ${attempt} attempts` : "";
  if (state === "delivered") return `${MESSAGE_WORDS[state]}${tries}${is_unsure ? ", maybe twice" : ""}`;
  return state === "retry" ? `${MESSAGE_WORDS[state]}, ${counted(attempt, "attempt")} so far` : MESSAGE_WORDS[state];
}

export function MessageParts({ message, zone }: { message: Delivery; zone: string }) {
  const body = bodyOf(message.content);
  const next = useClock((now) => (message.not_before ? aheadText(message.not_before, now, zone) : ""));
  return (
    <>
      {body ? <pre className="message-text">{body}</pre> : <p className="quiet">Nothing was sent.</p>}
      {message.notices.length > 0 && (
        <ul className="message-notices" aria-label="What it tells">
          {message.notices.map((notice) => (
            <NoticeLine key={notice.outbox_id} notice={notice} />
          ))}
        </ul>
      )}
      <Attempts message={message} zone={zone} />
      {next && message.state === "retry" && <p className="quiet">The next attempt is at {next}.</p>}
    </>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { incident_id, seq, kind, title, reason } = notice;
  return (
    <li>
      <Link to="/alerts/$incidentId" params={{ incidentId: String(incident_id) }} className="runs-link">
        #{incident_id}.{seq}
      </Link>{" "}
      {title}: {KIND_WORDS[kind]}
      {reason && <span className="quiet">, {heldText(reason)}</span>}
    </li>
  );
}

function Attempts({ message, zone }: { message: Delivery; zone: string }) {
  if (message.attempts.length === 0) return null;
  return (
    <ol className="attempts" aria-label="Attempts">
      {message.attempts.map(({ started_at, outcome, status, error }) => (
        <li key={started_at} className={`attempt attempt-${outcome ?? "open"}`}>
          <time dateTime={started_at}>{clockTime(started_at, zone)}</time>
          <b>{outcome === null ? "has not come back" : OUTCOMES[outcome]}</b>
          {status !== null && <span className="quiet">status {status}</span>}
          {error && <span>{error}</span>}
        </li>
      ))}
    </ol>
  );
}

const OUTCOMES = { delivered: "delivered", retry: "failed", ambiguous: "no clear answer", dead: "refused" } as const;
