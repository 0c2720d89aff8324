import { useState } from "react";
import type { Incident } from "@/api/alerts";
import { ActTrouble } from "@/components/alerts/act-problem";
import { CommentDialog } from "@/components/alerts/comment-dialog";
import { type Remedy, RemedyDialog } from "@/components/alerts/remedy-dialog";
import { SilenceDialog } from "@/components/alerts/silence-dialog";
import { SnoozeDialog } from "@/components/alerts/snooze-dialog";
import { useAcknowledge } from "@/components/alerts/use-act";
import { nameOf } from "@/components/alerts/words";

/** What somebody was asked about an incident, in front of the page. */
type Question = { ask: "snooze" | "silence" | "mute" | "comment" | Remedy; incident: Incident };

export interface Front {
  zone: string;
  question: Question | null;
  /** Of the last acknowledgement, until the next one. */
  trouble: Error | null;
  ask: (ask: Question["ask"], incident: Incident) => void;
  /** Take it on, or take that back. */
  toggle: (incident: Incident) => void;
  close: () => void;
}

/** Everything that can be done about incidents of a page. */
export function useActFront(zone: string): Front {
  const [question, setQuestion] = useState<Question | null>(null);
  const acknowledge = useAcknowledge();
  return {
    ...{ zone, question, trouble: acknowledge.error },
    ask: (ask, incident) => setQuestion({ ask, incident }),
    toggle: (incident) => acknowledge.mutate(incident),
    close: () => setQuestion(null),
  };
}

/** The question that is open, and what went wrong with an acknowledgement. */
export function ActFront({ front }: { front: Front }) {
  const { question, trouble, zone, close } = front;
  return (
    <>
      {trouble && (
        <div className="act-told">
          <ActTrouble problem={trouble} zone={zone} />
        </div>
      )}
      {question && <Asked question={question} zone={zone} close={close} />}
    </>
  );
}

function Asked({ question, zone, close }: { question: Question; zone: string; close: () => void }) {
  const { ask, incident } = question;
  const metricId = incident.metric?.metric_id ?? incident.subject;
  const named = { metricId, name: nameOf(incident), zone, onClose: close };
  switch (ask) {
    case "snooze":
      return <SnoozeDialog {...named} />;
    case "silence":
    case "mute":
      return <SilenceDialog kind={ask} about={incident} zone={zone} onClose={close} />;
    case "comment":
      return <CommentDialog incident={incident} zone={zone} onClose={close} />;
    default:
      return <RemedyDialog remedy={ask} {...named} />;
  }
}
