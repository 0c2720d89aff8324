import type { MetricPage } from "@/api/board";
import { useMay } from "@/api/session";
import { LimitScale, textsOf } from "@/components/editing/limit-scale";
import { LimitsEditor } from "@/components/editing/limits-editor";
import { bareLimit } from "@/components/words";
import { fullDay } from "@/lib/calendar";

/** Where the value stands between its lines; an operator moves them here. */
export function LimitsCard({ page, zone }: { page: MetricPage; zone: string }) {
  const { metric } = page;
  const mayEdit = useMay("operator");
  return (
    <section className="card pad" aria-label="Limits">
      <div className="card-head">
        <h2>Limits</h2>
        <span className="quiet">{metric.direction === "down" ? "lower is better" : "higher is better"}</span>
      </div>
      {metric.norm_value === null && metric.alert_value === null && (
        <p className="note">
          No limits yet: this metric is {metric.typical ? "judged against what is typical" : "shown, not judged"}.
        </p>
      )}
      {mayEdit ? <LimitsEditor page={page} zone={zone} /> : <LimitsShown page={page} />}
    </section>
  );
}

function LimitsShown({ page }: { page: MetricPage }) {
  const { direction, display, target_due_date } = page.metric;
  const beyond = direction === "down" ? "above" : "below";
  return (
    <>
      <LimitScale page={page} lines={page.metric} texts={textsOf(page)} />
      <dl className="limit-list">
        <Limit kind="target" name="Target" text={display.target} />
        <Limit kind="amber" name="Amber" side={beyond} text={display.norm} />
        <Limit kind="red" name="Red" side={beyond} text={display.alert} />
      </dl>
      {target_due_date && <p className="quiet">The target is due {fullDay(`${target_due_date}T12:00:00Z`, "UTC")}.</p>}
    </>
  );
}

interface LimitProps {
  kind: string;
  name: string;
  /** A value on the line itself is still on its good side. */
  side?: "above" | "below";
  text: string | null;
}

function Limit({ kind, name, side, text }: LimitProps) {
  return (
    <div>
      <dt>
        <i className={`swatch swatch-${kind}`} />
        {text !== null && side ? `${name} ${side}` : name}
      </dt>
      <dd>{bareLimit(text) ?? "none"}</dd>
    </div>
  );
}
