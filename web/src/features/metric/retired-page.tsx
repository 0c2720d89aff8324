import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Past } from "@/api/board";
import { historyQuery } from "@/api/metric-page";
import { useLive } from "@/api/use-live";
import { Commit } from "@/components/commit";
import { PageProblem } from "@/components/page-problem";
import { counted } from "@/lib/amounts";
import { fullDay, isoDay } from "@/lib/calendar";
import { HistoryCard } from "./chart/history-card";
import type { Charted } from "./chart/scene";
import { WaitingPage } from "./waiting-page";

/** A metric whose file is gone: since when, and every day that it was shown. */
export function RetiredPage({ metricId, problem }: { metricId: string; problem: Error }) {
  const { data: past, isPending } = useQuery(historyQuery(metricId));
  const locale = useLive((state) => state.board?.locale) ?? "en";
  const page = useMemo(() => past && chartedOf(past), [past]);
  const style = useMemo(() => ({ unit: past?.unit ?? "number", locale, prefix: "" }), [past, locale]);
  if (isPending) return <WaitingPage />;
  if (!past?.retired_at || !page) return <PageProblem title="This metric is retired" problem={problem} again={null} />;
  const { timezone } = past;
  return (
    <main className="metric">
      <header className="metric-top">
        <div className="metric-title">
          <span className="metric-code">{past.code}</span>
          <h1>{past.name}</h1>
          <p className="metric-sentence">
            <b>Retired since {fullDay(past.retired_at, timezone)}.</b> Its file <code>{past.file}</code> is gone
            {past.retired_commit && (
              <>
                {" "}
                with commit <Commit name={past.retired_commit} />
              </>
            )}
            ; {past.days.length === 0 ? "it has no history." : `${counted(past.days.length, "day")} of history stay.`}
          </p>
        </div>
        <p className="metric-description">
          Its file, put back and deployed, finds its history again. <code>heartbeat metric history {metricId}</code>{" "}
          prints it in a terminal.
        </p>
      </header>
      {past.days.length > 0 && (
        <section className="card" aria-label="History">
          <HistoryCard page={page} style={style} zone={timezone} />
        </section>
      )}
    </main>
  );
}

/** Nothing judges it any more: only its days are left. */
export function chartedOf({
  code,
  name,
  unit,
  period,
  direction,
  days,
  definitions,
  retired_at,
  timezone,
}: Past): Charted {
  return {
    metric: { code, name, unit, period, direction },
    history: days.map((day) => ({ ...day, typical: null, far_from_typical: false })),
    definitions,
    lines: [],
    status_changes: [],
    failures: [],
    operator_changes: [],
    end: retired_at && isoDay(retired_at, timezone),
  };
}
