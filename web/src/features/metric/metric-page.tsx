import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { BoardMetric, MetricPage as Page } from "@/api/board";
import { ApiProblem } from "@/api/http";
import { metricPageQuery } from "@/api/metric-page";
import { useMay } from "@/api/session";
import { useLive } from "@/api/use-live";
import { OwnerSection } from "@/components/editing/owner-section";
import { RefreshMetric } from "@/components/editing/refresh-metric";
import { Glyph, type GlyphName } from "@/components/glyph";
import { Outdated } from "@/components/outdated";
import { StarButton } from "@/components/star-button";
import { clockTime, fullDay } from "@/lib/calendar";
import { type NumberStyle, signOfMoney } from "@/lib/number-text";
import { followPaper } from "@/lib/paper";
import { useClock } from "@/lib/use-clock";
import { useTitle } from "@/lib/use-title";
import { AlertsCard } from "./alerts-card";
import { AuditCard } from "./audit-card";
import { ChangesCard } from "./changes-card";
import { HistoryCard } from "./chart/history-card";
import { CutsCard } from "./cuts-card";
import { FailureCard } from "./failure-card";
import { FigureStrip } from "./figure-strip";
import { LimitsCard } from "./limits-card";
import { LineageCard } from "./lineage-card";
import { MeaningCard } from "./meaning-card";
import { ProblemPage } from "./problem-page";
import { ReadingsCard } from "./readings-card";
import { statusSentence } from "./status-sentence";
import { VerificationCard } from "./verification-card";
import { WaitingPage } from "./waiting-page";
import "@/components/card.css";
import "@/components/editing/edit-ways.css";
import "@/components/editing/editing.css";
import "@/components/editing/person.css";
import "@/components/editing/scale.css";
import "./chart/chart.css";
import "./metric.css";
import "./metric-cards.css";
import "./side-cards.css";
import "./verification.css";
import "./audit.css";
import "./lineage.css";
import "./metric-phone.css";
import "./metric-print.css";

/** One metric: what it says, since when, whether to believe it, and where it comes from. */
export function MetricPage() {
  const { metricId } = useParams({ strict: false });
  const asked = useQuery(metricPageQuery(metricId ?? ""));
  // Kept while the page asks again, which it does by itself: else its words would come and go.
  const [problem, setProblem] = useState(asked.error);
  if (asked.error && asked.error !== problem) setProblem(asked.error);
  // What was known of a metric that is gone would pass for its state of today.
  const gone = asked.error instanceof ApiProblem && [404, 410].includes(asked.error.status);
  // What is half typed or opened here is of this metric, and nothing of the next one.
  if (asked.data && !gone) return <Loaded key={metricId} page={asked.data} outdated={asked.error !== null} />;
  if (problem && asked.errorUpdateCount > 0)
    return <ProblemPage metricId={metricId ?? ""} problem={problem} again={() => void asked.refetch()} />;
  return <WaitingPage />;
}

function Loaded({ page, outdated }: { page: Page; outdated: boolean }) {
  const { metric } = page;
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const locale = useLive((state) => state.board?.locale) ?? "en";
  const { unit } = metric;
  const { prefix, suffix } = signOfMoney(unit, metric.display);
  const style: NumberStyle = useMemo(() => ({ unit, locale, prefix, suffix }), [unit, locale, prefix, suffix]);
  useEffect(followPaper, []);
  useTitle(`${metric.code} ${metric.name}`);
  return (
    <main className="metric">
      <Top page={page} zone={zone} outdated={outdated} />
      <div className="metric-grid">
        <div className="metric-main">
          <FailureCard page={page} />
          <section className="card" aria-label="Value and history">
            <FigureStrip page={page} zone={zone} />
            <HistoryCard page={page} style={style} zone={zone} />
          </section>
          <MeaningCard page={page} zone={zone} />
          <LineageCard page={page} zone={zone} />
          <AuditCard metricId={metric.metric_id} audits={page.audits} zone={zone} />
          <ReadingsCard page={page} zone={zone} />
        </div>
        <aside className="metric-side">
          <LimitsCard page={page} zone={zone} />
          <CutsCard cuts={page.cuts} />
          <OwnerSection page={page} zone={zone} heading="h2" look="card pad" />
          <VerificationCard page={page} zone={zone} />
          <AlertsCard metric={metric} zone={zone} />
          <ChangesCard page={page} zone={zone} />
        </aside>
      </div>
    </main>
  );
}

const GLYPHS: Record<BoardMetric["class"], GlyphName> = { red: "red", amber: "amber", stale: "stale", normal: "green" };

function Top({ page, zone, outdated }: { page: Page; zone: string; outdated: boolean }) {
  const { metric, definition } = page;
  const mayRefresh = useMay("operator");
  const lead = useClock((at) => statusSentence(page, at, zone).lead);
  const rest = useClock((at) => statusSentence(page, at, zone).rest);
  const printed = useClock((at) => `${fullDay(at, zone)} ${clockTime(at, zone)}`);
  return (
    <header className="metric-top">
      <div className="metric-title">
        <Glyph name={GLYPHS[metric.class]} />
        <span className={`metric-code metric-code-${metric.class}`}>{metric.code}</span>
        <h1>{metric.name}</h1>
        {outdated && <Outdated />}
        <p className="metric-sentence">
          <b className={`lead-${metric.class}`}>{lead}</b> {rest}
        </p>
      </div>
      <div className="metric-ways">
        <StarButton metricId={metric.metric_id} name={metric.name} look="button" />
        {mayRefresh && <RefreshMetric metricId={metric.metric_id} />}
      </div>
      <p className="metric-description">{definition.description}</p>
      <p className="paper-only">Printed {printed}.</p>
    </header>
  );
}
