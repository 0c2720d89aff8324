import { useState } from "react";
import type { Silence } from "@/api/alerts";
import { useMay } from "@/api/session";
import { SilenceDialog } from "@/components/alerts/silence-dialog";
import { aheadText } from "@/components/alerts/words";
import { Glyph } from "@/components/glyph";
import { ProblemNote } from "@/components/problem-note";
import { ownerName } from "@/components/words";
import { counted } from "@/lib/amounts";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { useEndSilence } from "./acts/use-end-silence";

/** What somebody does not want to be told of, now and ahead. */
export function SilencesView({ silences, zone }: { silences: Silence[]; zone: string }) {
  const mayAct = useMay("operator");
  const [asked, setAsked] = useState<"silence" | "mute" | null>(null);
  return (
    <>
      {mayAct && (
        <div className="alerts-ways">
          <button type="button" className="button" onClick={() => setAsked("silence")}>
            Silence for a while
          </button>
          <button type="button" className="button" onClick={() => setAsked("mute")}>
            Mute without an end
          </button>
        </div>
      )}
      {silences.length === 0 && (
        <section className="card alerts-empty" aria-label="No silence">
          <Glyph name="bell" />
          <h2>Nothing is kept quiet</h2>
          <p>
            A snooze keeps one metric quiet for a while, a silence whatever matches it, a mute until somebody ends it.
            None hides anything.
          </p>
        </section>
      )}
      {silences.length > 0 && (
        <ul className="card silences" aria-label="Silences">
          {silences.map((silence) => (
            <SilenceRow key={silence.silence_id} silence={silence} zone={zone} mayAct={mayAct} />
          ))}
        </ul>
      )}
      {asked && <SilenceDialog kind={asked} about={null} zone={zone} onClose={() => setAsked(null)} />}
    </>
  );
}

const KINDS = { snooze: "snoozed", silence: "silenced", mute: "muted" } as const;
const KEYS: Record<string, string> = {
  metric_id: "",
  area: "area ",
  owner: "all of ",
  subject: "",
  severity: "",
  kind: "",
};

/** `area payments, red` */
export function matcherText(matcher: Silence["matcher"]): string {
  return Object.entries(matcher)
    .map(([key, value]) => `${KEYS[key] ?? `${key} `}${String(value)}`)
    .join(", ");
}

function SilenceRow({ silence, zone, mayAct }: { silence: Silence; zone: string; mayAct: boolean }) {
  const end = useEndSilence();
  const { kind, starts_at, ends_at, in_force, made_by, made_at, reason, metrics } = silence;
  const period = useClock((now) => {
    const begins = in_force ? "" : `from ${aheadText(starts_at, now, zone)} `;
    return ends_at ? `${begins}until ${aheadText(ends_at, now, zone)}` : `${begins}until somebody ends it`;
  });
  const made = useClock((now) => whenText(made_at, now, zone));
  const [only] = metrics;
  const what =
    metrics.length === 1 && only ? `${only.code ?? ""} ${only.name ?? ""}`.trim() : matcherText(silence.matcher);
  return (
    <li className="silence-row">
      <span className={`incident-badge silence-kind ${in_force ? "" : "silence-ahead"}`}>
        {in_force ? KINDS[kind] : "ahead"}
      </span>
      <div>
        <b>{what}</b> <span className="silence-period">{period}</span>
        <p>{reason}</p>
        <p className="quiet">
          {ownerName(made_by)}, {made}
          {metrics.length > 1 &&
            ` · ${counted(metrics.length, "metric")}: ${metrics.map((each) => each.code).join(", ")}`}
        </p>
      </div>
      {mayAct && (
        <button
          type="button"
          className="button"
          aria-label={`End now: ${what}`}
          disabled={end.isPending}
          onClick={() => end.mutate(silence.silence_id)}
        >
          {in_force ? "End now" : "Call off"}
        </button>
      )}
      {end.error && <ProblemNote problem={end.error} />}
    </li>
  );
}
