import { type FormEvent, useId, useState } from "react";
import { type Incident, makeSilence } from "@/api/alerts";
import type { BoardMetric } from "@/api/board";
import { useLive } from "@/api/use-live";
import { Dialog } from "@/components/dialog";
import { now } from "@/lib/wall-clock";
import { ActTrouble } from "./act-problem";
import { firstDraft, SCOPES, type Scope, type SilenceDraft, silenceOf } from "./silence-draft";
import { useAct } from "./use-act";
import "@/components/card.css";
import "./alerts-forms.css";

interface SilenceDialogProps {
  kind: "silence" | "mute";
  /** The incident that it begins with. */
  about: Incident | null;
  zone: string;
  onClose: () => void;
}

const MEANING = {
  silence:
    "Messages of whatever matches are kept back for this time. Every screen shows it all the same, with a badge.",
  mute: "Messages of whatever matches are kept back until somebody ends it. Every screen shows it all the same, with a badge.",
};

/** Keep messages back of whatever matches: for a period, or without an end. */
export function SilenceDialog({ kind, about, zone, onClose }: SilenceDialogProps) {
  const [draft, setDraft] = useState(() => firstDraft(kind, about, now(), zone));
  const [isTold, setTold] = useState(false);
  const make = useAct(makeSilence, onClose);
  const change = (some: Partial<SilenceDraft>) => setDraft({ ...draft, ...some });
  const { wish, problem } = silenceOf(draft, now(), zone);
  const verb = kind === "mute" ? "Mute" : "Silence";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (wish && !make.isPending) make.mutate(wish);
  };
  return (
    <Dialog title={kind === "mute" ? "Mute without an end" : "Silence for a while"} onClose={onClose}>
      <p>{MEANING[kind]}</p>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <Matcher draft={draft} onChange={change} />
        {kind === "silence" && <Period draft={draft} zone={zone} onChange={change} />}
        <label className="field">
          <span>Why</span>
          <input
            value={draft.reason}
            maxLength={1000}
            autoComplete="off"
            onChange={(event) => change({ reason: event.target.value })}
          />
        </label>
        {isTold && problem && (
          <p className="act-trouble" role="alert">
            {problem}
          </p>
        )}
        {make.error && <ActTrouble problem={make.error} zone={zone} />}
        <div className="dialog-ways">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button button-main" disabled={make.isPending}>
            {make.isPending ? "Saving …" : verb}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  draft: SilenceDraft;
  onChange: (some: Partial<SilenceDraft>) => void;
}

function Matcher({ draft, onChange }: PartProps) {
  const id = useId();
  const metrics = useLive((state) => state.board?.metrics);
  return (
    <>
      <div className="field-pair">
        <label className="field">
          <span>What</span>
          <select value={draft.scope} onChange={({ target }) => onChange({ scope: target.value as Scope, value: "" })}>
            {(Object.keys(SCOPES) as Scope[]).map((scope) => (
              <option key={scope} value={scope}>
                {SCOPES[scope]}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Which</span>
          <select
            value={draft.severity}
            onChange={({ target }) => onChange({ severity: target.value as SilenceDraft["severity"] })}
          >
            <option value="">red and amber</option>
            <option value="red">red only</option>
            <option value="amber">amber only</option>
          </select>
        </label>
      </div>
      <label className="field">
        <span>{NAMED[draft.scope]}</span>
        <input
          list={id}
          value={draft.value}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ value: event.target.value })}
        />
        <datalist id={id}>
          {valuesOf(draft.scope, metrics ?? []).map(({ value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </datalist>
      </label>
    </>
  );
}

const NAMED: Record<Scope, string> = {
  metric_id: "Its id",
  area: "The area, with those below it",
  owner: "Their address",
  subject: "Its name",
};

function valuesOf(scope: Scope, metrics: BoardMetric[]): { value: string; name: string }[] {
  if (scope === "subject") return [];
  if (scope === "metric_id")
    return metrics.map(({ metric_id, code, name }) => ({ value: metric_id, name: `${code} ${name}` }));
  const all = metrics.map((metric) => metric[scope]).filter((each): each is string => Boolean(each));
  return [...new Set(all)].toSorted().map((value) => ({ value, name: "" }));
}

function Period({ draft, zone, onChange }: PartProps & { zone: string }) {
  return (
    <div className="field-pair">
      <label className="field">
        <span>From, if not at once</span>
        <input type="datetime-local" value={draft.from} onChange={(event) => onChange({ from: event.target.value })} />
      </label>
      <label className="field">
        <span>Until</span>
        <input
          type="datetime-local"
          value={draft.until}
          onChange={(event) => onChange({ until: event.target.value })}
        />
        <small>{zone}</small>
      </label>
    </div>
  );
}
