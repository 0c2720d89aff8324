import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { GateReason, Inbox, NamedMetric, Silence, Suppression } from "@/api/alerts";
import type { BoardMetric } from "@/api/board";
import { useMay } from "@/api/session";
import { useLive } from "@/api/use-live";
import { type Remedy, RemedyDialog, remedyOf } from "@/components/alerts/remedy-dialog";
import { Glyph } from "@/components/glyph";
import { limitText, ownerOf } from "@/components/words";
import { counted } from "@/lib/amounts";
import { useEndSilence } from "./acts/use-end-silence";
import { heldLead, REASON_HINTS, REASON_TITLES } from "./held-words";
import type { Tab } from "./view";

interface HeldViewProps {
  inbox: Inbox;
  onTab: (tab: Tab) => void;
}

/** What is red and tells nobody, below each reason, with what would end that beside each metric. */
export function HeldView({ inbox, onTab }: HeldViewProps) {
  const { suppressions, counts } = inbox;
  const [asked, setAsked] = useState<{ remedy: Remedy; metric: NamedMetric } | null>(null);
  const lead = heldLead(counts.may_not_page, suppressions);
  if (suppressions.length === 0)
    return (
      <section className="card alerts-empty" aria-label="Nothing is held back">
        <Glyph name="check" />
        <h2>Everything that is red may page</h2>
        <p>
          Only a verified metric with an owner tells anybody. One that is red and is not both stands here, with what is
          missing.
        </p>
      </section>
    );
  return (
    <>
      <p className="alerts-lead">
        <b>{lead.lead}</b> {lead.rest}
      </p>
      <div className="held">
        {suppressions.map((suppression) => (
          <HeldCard
            key={suppression.reason}
            suppression={suppression}
            silences={inbox.silences}
            onRemedy={(remedy, metric) => setAsked({ remedy, metric })}
            onTab={onTab}
          />
        ))}
      </div>
      {asked && (
        <RemedyDialog
          key={asked.metric.metric_id}
          remedy={asked.remedy}
          metricId={asked.metric.metric_id}
          name={asked.metric.name ?? asked.metric.metric_id}
          zone={inbox.timezone}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

interface HeldCardProps {
  suppression: Suppression;
  silences: Silence[];
  onRemedy: (remedy: Remedy, metric: NamedMetric) => void;
  onTab: (tab: Tab) => void;
}

function HeldCard({ suppression, silences, onRemedy, onTab }: HeldCardProps) {
  const { reason, count, metrics } = suppression;
  const mayEdit = useMay("operator");
  return (
    <details className="card held-card" open>
      <summary>
        <h2>{REASON_TITLES[reason]}</h2>
        <span className="quiet">{counted(count, "metric")}</span>
      </summary>
      <div className="held-hint">
        <p>{REASON_HINTS[reason]}</p>
        {reason === "no_channel" && (
          <button type="button" className="button" onClick={() => onTab("channels")}>
            How to add one
          </button>
        )}
      </div>
      <ul>
        {metrics.map((metric) => (
          <HeldMetric key={metric.metric_id} metric={metric}>
            {mayEdit && <Way reason={reason} metric={metric} silences={silences} onRemedy={onRemedy} />}
          </HeldMetric>
        ))}
      </ul>
    </details>
  );
}

function HeldMetric({ metric, children }: { metric: NamedMetric; children: React.ReactNode }) {
  const shown = useLive((state) => state.board?.metrics.find((each) => each.metric_id === metric.metric_id));
  return (
    <li className="held-metric">
      <Glyph name={shown?.status ?? "red"} />
      <Link to="/metrics/$metricId" params={{ metricId: metric.metric_id }} className="held-name">
        <b className="incident-code">{metric.code}</b>
        <span>{metric.name ?? metric.metric_id}</span>
      </Link>
      <span className="held-value">{shown && <Value metric={shown} />}</span>
      <span className="quiet held-owner">{shown && (ownerOf(shown) ?? "no owner")}</span>
      {children}
    </li>
  );
}

function Value({ metric }: { metric: BoardMetric }) {
  const limit = limitText(metric);
  return (
    <>
      <b>{metric.display.text}</b>
      {limit && <span className="quiet"> {limit}</span>}
    </>
  );
}

interface WayProps {
  reason: GateReason;
  metric: NamedMetric;
  silences: Silence[];
  onRemedy: (remedy: Remedy, metric: NamedMetric) => void;
}

const REMEDIES: Record<Remedy, string> = { owner: "Name an owner", verify: "Verify" };
const ENDS: Partial<Record<GateReason, [kind: Silence["kind"], words: string]>> = {
  snoozed: ["snooze", "End snooze"],
  silenced: ["silence", "End silence"],
  muted: ["mute", "Unmute"],
};

/** One press, or two with a name, and it pages. */
function Way({ reason, metric, silences, onRemedy }: WayProps) {
  const end = useEndSilence();
  const remedy = remedyOf(reason);
  const label = (words: string) => `${words}: ${metric.name ?? metric.metric_id}`;
  if (remedy)
    return (
      <button
        type="button"
        className="button"
        aria-label={label(REMEDIES[remedy])}
        onClick={() => onRemedy(remedy, metric)}
      >
        {reason === "changed" ? "Verify again" : REMEDIES[remedy]}
      </button>
    );
  const [kind, words] = ENDS[reason] ?? [];
  const silence = silences.find(
    (each) =>
      each.kind === kind && each.in_force && each.metrics.some(({ metric_id }) => metric_id === metric.metric_id),
  );
  if (!silence || !words) return null;
  return (
    <button
      type="button"
      className="button"
      aria-label={label(words)}
      disabled={end.isPending}
      onClick={() => end.mutate(silence.silence_id)}
    >
      {words}
    </button>
  );
}
