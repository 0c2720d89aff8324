import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Feedback, type FeedbackList, feedbackQuery, setFeedbackDone } from "@/api/feedback";
import { operatorName } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { ProblemNote } from "@/components/problem-note";
import { ownerName } from "@/components/words";
import { whenText } from "@/lib/calendar";
import { openOverlay } from "@/lib/overlay";
import { isOwnAddress } from "@/lib/own-address";
import { useClock } from "@/lib/use-clock";
import { useTitle } from "@/lib/use-title";
import "@/components/card.css";
import "./feedback.css";

/** What people told about the cockpit, for operators: what is open first, each the newest first. */
export function FeedbackPage() {
  const asked = useQuery(feedbackQuery());
  useTitle("Feedback");
  if (asked.data) return <Loaded list={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return (
      <PageProblem title="Feedback cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />
    );
  return (
    <main className="feedback" aria-busy="true" aria-label="Loading the feedback">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton skeleton-low" />
    </main>
  );
}

function Loaded({ list, outdated }: { list: FeedbackList; outdated: boolean }) {
  const open = list.feedback.filter((each) => each.done_at === null);
  const done = list.feedback.filter((each) => each.done_at !== null);
  return (
    <main className="feedback">
      <header className="feedback-top">
        <h1>Feedback</h1>
        {outdated && <Outdated />}
        <p>
          <b>{list.open === 0 ? "Nothing is open." : `${list.open} open.`}</b> {list.done > 0 && `${list.done} done.`}
        </p>
        <button type="button" className="button" onClick={() => openOverlay("feedback")}>
          Send feedback
        </button>
      </header>
      {list.feedback.length === 0 && <Empty />}
      {open.length > 0 && <Messages title="Open" messages={open} />}
      {done.length > 0 && <Messages title="Done" messages={done} />}
      {list.open + list.done > list.feedback.length && (
        <p className="note">Older messages are kept in the database, and not listed here.</p>
      )}
    </main>
  );
}

function Empty() {
  return (
    <section className="card pad feedback-empty" aria-label="No feedback yet">
      <h2>Nobody has told anything yet</h2>
      <p>
        The speech bubble in the header of every page opens a form. What is sent there stands here, with the page it was
        written on.
      </p>
    </section>
  );
}

function Messages({ title, messages }: { title: string; messages: Feedback[] }) {
  return (
    <section className="card feedback-list" aria-label={title}>
      <h2>{title}</h2>
      <ol>
        {messages.map((each) => (
          <Message key={each.feedback_id} message={each} />
        ))}
      </ol>
    </section>
  );
}

function Message({ message }: { message: Feedback }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const told = useClock((at) => whenText(message.told_at, at, zone));
  const ended = useClock((at) => (message.done_at ? whenText(message.done_at, at, zone) : ""));
  const known = useQueryClient();
  const isDone = message.done_at !== null;
  const marking = useMutation({
    mutationFn: async () => {
      const name = await operatorName();
      if (name !== null) await setFeedbackDone(message.feedback_id, !isDone, name);
    },
    onSettled: () => known.invalidateQueries({ queryKey: ["feedback"] }),
  });
  return (
    <li className={isDone ? "message message-done" : "message"}>
      <p className="message-text">{message.message}</p>
      <p className="message-facts">
        <b>{message.told_by ? ownerName(message.told_by) : "no name"}</b>
        <time dateTime={message.told_at}>{told}</time>
        {isOwnAddress(message.page) ? <a href={message.page}>{message.page}</a> : <span>{message.page}</span>}
        <span>version {message.page_version}</span>
        {isDone && (
          <span>
            done by {ownerName(message.done_by ?? "")}, {ended}
          </span>
        )}
      </p>
      <button type="button" className="button" disabled={marking.isPending} onClick={() => marking.mutate()}>
        {isDone ? "Open again" : "Done"}
      </button>
      {marking.error && <ProblemNote problem={marking.error} />}
    </li>
  );
}
