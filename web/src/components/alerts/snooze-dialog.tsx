import { type FormEvent, useState } from "react";
import { makeSilence } from "@/api/alerts";
import { Dialog } from "@/components/dialog";
import { useClock } from "@/lib/use-clock";
import { now } from "@/lib/wall-clock";
import { zonedMoment, zonedText } from "@/lib/zoned-time";
import { ActTrouble } from "./act-problem";
import { endProblem, type SnoozeChoice, snoozeChoices } from "./snooze-choices";
import { useAct } from "./use-act";
import { aheadText } from "./words";
import "@/components/card.css";
import "./alerts-forms.css";

interface SnoozeDialogProps {
  metricId: string;
  /** What the metric is called. */
  name: string;
  zone: string;
  onClose: () => void;
}

const OWN = "own";
const DAY = 86_400_000;

/** Keep messages of one metric back until a moment, and say why. It stays on every screen. */
export function SnoozeDialog({ metricId, name, zone, onClose }: SnoozeDialogProps) {
  const [opened] = useState(now);
  const choices = snoozeChoices(opened, zone);
  const [chosen, setChosen] = useState("4h");
  const [own, setOwn] = useState(() => zonedText(opened + DAY, zone));
  const [reason, setReason] = useState("");
  const snooze = useAct(makeSilence, onClose);
  const until =
    chosen === OWN ? zonedMoment(own, zone) : (choices.find(({ key }) => key === chosen)?.until ?? Number.NaN);
  const wrong = endProblem(until, opened);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong || !reason.trim() || snooze.isPending) return;
    snooze.mutate({
      ...{ kind: "snooze", matcher: { metric_id: metricId }, ends_at: new Date(until).toISOString() },
      reason: reason.trim(),
    });
  };
  return (
    <Dialog title={`Snooze ${name}`} onClose={onClose}>
      <form className="dialog-form" onSubmit={submit}>
        <Lengths choices={choices} chosen={chosen} zone={zone} onChoose={setChosen} />
        {chosen === OWN && (
          <label className="field">
            <span>Until, by the clock of {zone}</span>
            <input type="datetime-local" value={own} onChange={(event) => setOwn(event.target.value)} />
          </label>
        )}
        <label className="field">
          <span>Why</span>
          <input
            required
            autoFocus
            value={reason}
            maxLength={1000}
            autoComplete="off"
            placeholder="deploy in progress, fix on its way"
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <p className="form-note">
          {wrong ??
            "It stays on every screen with a badge. What is still wrong then is told, and so is what becomes worse."}
        </p>
        {snooze.error && <ActTrouble problem={snooze.error} zone={zone} />}
        <div className="dialog-ways">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            className="button button-main"
            disabled={wrong !== null || !reason.trim() || snooze.isPending}
          >
            {snooze.isPending ? "Snoozing …" : "Snooze"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface LengthsProps {
  choices: SnoozeChoice[];
  chosen: string;
  zone: string;
  onChoose: (key: string) => void;
}

function Lengths({ choices, chosen, zone, onChoose }: LengthsProps) {
  return (
    <fieldset className="lengths">
      <legend>For how long</legend>
      {choices.map(({ key, label, until }) => (
        <label key={key} className="length">
          <input type="radio" name="until" checked={chosen === key} onChange={() => onChoose(key)} />
          <b>{label}</b>
          <Until at={until} zone={zone} />
        </label>
      ))}
      <label className="length">
        <input type="radio" name="until" checked={chosen === OWN} onChange={() => onChoose(OWN)} />
        <b>Until …</b>
        <span>another time</span>
      </label>
    </fieldset>
  );
}

function Until({ at, zone }: { at: number; zone: string }) {
  const text = useClock((moment) => aheadText(new Date(at).toISOString(), moment, zone));
  return <span>until {text}</span>;
}
