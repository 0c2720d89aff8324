import { useRef, useState } from "react";
import type { MetricPage } from "@/api/board";
import type { ValueUnit } from "@/lib/typed-digits";
import { asRead } from "@/lib/typed-value";
import { useDraft } from "@/lib/use-draft";
import { useFocusAfter } from "@/lib/use-focus-after";
import { BacktestNote } from "./backtest-note";
import { EditTrouble, MeanwhileNote } from "./edit-problem";
import { LimitScale, textsOf } from "./limit-scale";
import {
  emptyDraft,
  LIMIT_COLUMNS,
  LINE_COLUMNS,
  type LimitsDraft,
  type LimitsReading,
  readLimits,
} from "./limits-draft";
import { LineFields } from "./line-fields";
import { meanwhile, standingOf } from "./standing";
import { useEdit } from "./use-edit";
import { useValueUnit } from "./value-unit";
import { wasText } from "./was-text";

interface LimitsEditorProps {
  page: MetricPage;
  zone: string;
}

/** The lines and the target of a metric, to be typed; beside them what other lines would have told of the past. */
export function LimitsEditor({ page, zone }: LimitsEditorProps) {
  const { metric } = page;
  const unit = useValueUnit(metric);
  const [draft, setDraft] = useDraft<LimitsDraft>(`${metric.metric_id} limits`);
  const [saved, setSaved] = useState("");
  const edit = useEdit(metric.metric_id, (answer) => {
    setDraft(null);
    setSaved(savedText(metric.status, answer.metric.status));
  });
  const read = readLimits(page, draft, unit);
  const form = useRef<HTMLFormElement>(null);
  const dirty = Object.keys(read.changes).length > 0 || read.problems.length > 0;
  useFocusAfter(dirty, () => form.current?.querySelector("input"));
  const others = draft && dirty ? meanwhile(draft.base, page, LIMIT_COLUMNS) : null;
  const type = (field: (typeof LIMIT_COLUMNS)[number], text: string) => {
    const before = draft && dirty ? draft : { ...emptyDraft(page), reason: draft?.reason ?? "" };
    setDraft({ ...before, typed: { ...before.typed, [field]: text } });
    setSaved("");
    edit.reset();
  };
  const save = (base = draft?.base) => {
    if (!base || read.problems.length > 0 || Object.keys(read.changes).length === 0) return;
    edit.mutate({ changes: read.changes, base, columns: LIMIT_COLUMNS, reason: draft?.reason ?? "" });
  };
  const revert = () => {
    setDraft(null);
    edit.reset();
  };
  return (
    <form
      ref={form}
      className="limits-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (!others) save();
      }}
    >
      <LimitScale page={page} lines={read.lines ?? metric} texts={shownTexts(page, read, unit)} />
      <LineFields page={page} read={read} draft={draft} unit={unit} onType={type} />
      <DueDate read={read} onType={(text) => type("target_due_date", text)} />
      {read.lines && read.movesLines && (
        <BacktestNote metricId={metric.metric_id} lines={read.lines} version={page.edit_version} />
      )}
      {dirty && (
        <label className="reason">
          <span>Reason, for the log</span>
          <input
            value={draft?.reason ?? ""}
            maxLength={1000}
            placeholder="optional"
            onChange={(event) => setDraft({ ...(draft ?? emptyDraft(page)), reason: event.target.value })}
          />
        </label>
      )}
      {edit.error && !others && <EditTrouble problem={edit.error} />}
      {others && (
        <MeanwhileNote
          meanwhile={others}
          zone={zone}
          busy={edit.isPending}
          onKeep={() => {
            const base = standingOf(page);
            if (draft) setDraft({ ...draft, base });
            save(base);
          }}
          onDrop={revert}
        />
      )}
      {dirty && !others && (
        <div className="edit-ways">
          <button type="submit" className="button button-main" disabled={edit.isPending || read.problems.length > 0}>
            {edit.isPending ? "Saving …" : "Save"}
          </button>
          <button type="button" className="button" disabled={edit.isPending} onClick={revert}>
            Revert
          </button>
          <span className="quiet">{wasText(page, read.changes, zone)}</span>
        </div>
      )}
      <p className="edit-saved" role="status">
        {saved}
      </p>
    </form>
  );
}

function DueDate({ read, onType }: { read: LimitsReading; onType: (text: string) => void }) {
  if (!read.shown.target_value && !read.shown.target_due_date) return null;
  return (
    <label className="due-date" data-changed={"target_due_date" in read.changes || undefined}>
      <span>Target due</span>
      <input type="date" value={read.shown.target_due_date} onChange={(event) => onType(event.target.value)} />
    </label>
  );
}

/** A line that is being typed is told as it is typed, the others as the server writes them. */
function shownTexts(page: MetricPage, read: LimitsReading, unit: ValueUnit) {
  const texts = textsOf(page);
  for (const column of LINE_COLUMNS) if (column in read.changes) texts[column] = asRead(read.shown[column], unit);
  return texts;
}

const STATUS = { red: "red", amber: "amber", green: "normal" } as const;

function savedText(before: keyof typeof STATUS, after: keyof typeof STATUS): string {
  return before === after ? "Saved." : `Saved. It is ${STATUS[after]} by these lines.`;
}
