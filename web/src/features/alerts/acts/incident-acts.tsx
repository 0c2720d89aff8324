import type { Incident } from "@/api/alerts";
import { type Remedy, remedyOf } from "@/components/alerts/remedy-dialog";
import { nameOf } from "@/components/alerts/words";
import { Popup } from "@/components/popup";
import type { Front } from "./act-front";
import { useEndSilence } from "./use-end-silence";

interface IncidentActsProps {
  incident: Incident;
  front: Front;
}

/** What can be done about an incident: the two that are wanted at three in the morning as buttons, all else behind one. */
export function IncidentActs({ incident, front }: IncidentActsProps) {
  const name = nameOf(incident);
  const end = useEndSilence();
  const { snooze, acked_at, state } = incident;
  const remedy = remediesOf(incident)[0];
  if (state === "closed") return null;
  return (
    <div className="incident-acts">
      {remedy && (
        <button type="button" className="button" onClick={() => front.ask(remedy, incident)}>
          {REMEDIES[remedy]}
        </button>
      )}
      <button
        type="button"
        className={acked_at ? "button" : "button button-main"}
        aria-label={`${acked_at ? "Take back" : "Acknowledge"}: ${name}`}
        title={acked_at ? "Nobody is on it any more: reminders go on (A)" : "You are on it: reminders end (A)"}
        onClick={() => front.toggle(incident)}
      >
        {acked_at ? "Take back" : "Acknowledge"}
      </button>
      {snooze ? (
        <button
          type="button"
          className="button"
          disabled={end.isPending}
          title={`${snooze.by}: ${snooze.reason}`}
          onClick={() => end.mutate(snooze.silence_id)}
        >
          {ENDS[snooze.kind]}
        </button>
      ) : (
        incident.metric && (
          <button
            type="button"
            className="button"
            aria-label={`Snooze: ${name}`}
            title="Keep its messages back for a while (S)"
            onClick={() => front.ask("snooze", incident)}
          >
            Snooze
          </button>
        )
      )}
      <More incident={incident} front={front} />
    </div>
  );
}

const ENDS = { snooze: "End snooze", silence: "End silence", mute: "Unmute" } as const;
const REMEDIES: Record<Remedy, string> = { owner: "Name an owner", verify: "Verify" };

/** What would let it page, the first thing first. */
export function remediesOf({ gate }: Incident): Remedy[] {
  const found = gate.reasons.map(remedyOf).filter((each) => each !== null);
  return [...new Set(found)].toSorted((one, other) => (one === other ? 0 : one === "owner" ? -1 : 1));
}

function More({ incident, front }: IncidentActsProps) {
  const ways = (["comment", "silence", "mute"] as const).map((ask) => (
    <button key={ask} type="button" onClick={() => front.ask(ask, incident)}>
      {WAYS[ask]}
    </button>
  ));
  const others = remediesOf(incident).slice(1);
  return (
    <Popup label={`More for ${nameOf(incident)}`} className="incident-more" sign={<Dots />}>
      <div className="popup-ways">
        {others.map((remedy) => (
          <button key={remedy} type="button" onClick={() => front.ask(remedy, incident)}>
            {REMEDIES[remedy]} …
          </button>
        ))}
        {ways}
      </div>
    </Popup>
  );
}

function Dots() {
  return (
    <svg className="dots" viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="5" cy="12" r="2" />
      <circle cx="12" cy="12" r="2" />
      <circle cx="19" cy="12" r="2" />
    </svg>
  );
}

const WAYS = { comment: "Comment …", silence: "Silence for a while …", mute: "Mute without an end …" } as const;
