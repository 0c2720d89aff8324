import { Link } from "@tanstack/react-router";
import type { CatalogMetric } from "@/api/catalog";
import { Ago } from "@/components/ago";
import { Glyph } from "@/components/glyph";
import { counted } from "@/lib/amounts";
import { fullDay, shortDay, whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { STAGES, standingOf } from "./words";

interface CellProps {
  metric: CatalogMetric;
  zone: string;
}

export function StatusCell({ metric }: { metric: CatalogMetric }) {
  const { glyph, word, remark } = standingOf(metric);
  return (
    <span
      className={`catalog-status catalog-status-${metric.retired ? "retired" : (metric.class ?? "none")}`}
      title={metric.cause ?? undefined}
    >
      <Glyph name={glyph} />
      <span>
        {word}
        {remark && <span className="quiet"> {remark}</span>}
      </span>
    </span>
  );
}

/** The link is as large as its row. */
export function NameCell({ metric }: { metric: CatalogMetric }) {
  return (
    <Link to="/metrics/$metricId" params={{ metricId: metric.metric_id }} className="catalog-link" title={metric.name}>
      {metric.name}
    </Link>
  );
}

/** How old what the value was computed from is; what is too old is loud. */
export function DataCell({ metric, zone }: CellProps) {
  const at = metric.source_as_of ?? metric.as_of;
  if (metric.retired || metric.value === null) return "–";
  return (
    <span className={`catalog-age catalog-age-${metric.freshness}`}>
      <Ago at={at} zone={zone} never="never read" />
    </span>
  );
}

export function SinceCell({ metric, zone }: CellProps) {
  return <When at={metric.value === null ? null : metric.since} zone={zone} />;
}

export function DeployedCell({ metric, zone }: CellProps) {
  return <When at={metric.deployed_at} zone={zone} />;
}

export function StageCell({ metric }: { metric: CatalogMetric }) {
  const title = metric.retired ? keptText(metric.retired) : (metric.next_step?.replaceAll("`", "") ?? undefined);
  return (
    <span className={`stage stage-${metric.stage}`} title={title}>
      {STAGES[metric.stage]}
    </span>
  );
}

export function VerifiedCell({ metric, zone }: CellProps) {
  if (metric.verification_state === "changed") return <span className="quiet">changed since</span>;
  if (!metric.verified_at) return "–";
  const title = `by ${metric.verified_by}, ${fullDay(metric.verified_at, zone)}`;
  return <span title={title}>{shortDay(metric.verified_at, zone)}</span>;
}

const VERDICTS = { pass: "passed", warn: "warnings", fail: "failed" };

export function AuditCell({ metric, zone }: CellProps) {
  const { audit } = metric;
  if (!audit) return "–";
  const outdated = audit.is_of_this_definition ? "" : ", and the metric computes something else since";
  return (
    <span
      className={audit.is_of_this_definition ? `audit audit-${audit.verdict}` : "audit audit-old"}
      title={`${fullDay(audit.audited_at, zone)}${outdated}`}
    >
      {VERDICTS[audit.verdict]} <span className="quiet">{shortDay(audit.audited_at, zone)}</span>
    </span>
  );
}

function When({ at, zone }: { at: string | null; zone: string }) {
  const when = useClock((now) => (at ? whenText(at, now, zone) : "–"));
  return <span title={at ? fullDay(at, zone) : undefined}>{when}</span>;
}

function keptText({ days }: NonNullable<CatalogMetric["retired"]>): string {
  return days === 0
    ? "Its file is gone"
    : `Its file is gone; ${counted(days, "day")} of history ${days === 1 ? "is" : "are"} kept`;
}
