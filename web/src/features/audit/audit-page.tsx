import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { auditPageQuery, type AuditPage as Page } from "@/api/audit";
import { ApiProblem } from "@/api/http";
import { PageProblem } from "@/components/page-problem";
import { RichText } from "@/components/rich-text";
import { followPaper } from "@/lib/paper";
import { useTitle } from "@/lib/use-title";
import { arrange } from "./arrange";
import { SeriesColors } from "./charts/use-series-slots";
import { CutCard } from "./cut-card";
import { PageTop } from "./page-top";
import { useAnchor } from "./use-anchor";
import { windowOf } from "./view";
import "@/components/card.css";
import "@/components/editing/edit-ways.css";
import "./audit-page.css";
import "./cut-card.css";
import "./cut-parts.css";
import "./audit-phone.css";
import "./cut-phone.css";
import "./audit-print.css";

/** One audit page: words, and between them what was computed of the chosen window. */
export function AuditPage() {
  const { page: name = "" } = useParams({ strict: false });
  const window = windowOf(useSearch({ strict: false }) as Record<string, unknown>);
  const asked = useQuery({ ...auditPageQuery(name, window), placeholderData: keepPreviousData });
  const navigate = useNavigate();
  const gone = asked.error instanceof ApiProblem && [404, 422].includes(asked.error.status);
  // What is kept until another window has come is of this page, never of another one.
  if (asked.data?.page === name && !gone)
    return <Loaded key={name} page={asked.data} outdated={asked.error !== null} isComing={asked.isPlaceholderData} />;
  if (asked.error) {
    const isWindow = asked.error instanceof ApiProblem && asked.error.status === 422;
    const again = isWindow
      ? () => void navigate({ to: "/audit/$page", params: { page: name }, search: {} })
      : () => void asked.refetch();
    return (
      <PageProblem
        title={isWindow ? "This page has no such window" : "This page cannot be shown now"}
        problem={asked.error}
        again={again}
        {...(isWindow ? { againName: "Open it with its own window" } : {})}
      />
    );
  }
  return (
    <main className="audit-page" aria-busy="true" aria-label="Loading the page">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton audit-skeleton" />
    </main>
  );
}

interface LoadedProps {
  page: Page;
  outdated: boolean;
  /** What is shown is of the window before. */
  isComing: boolean;
}

function Loaded({ page, outdated, isComing }: LoadedProps) {
  useTitle(page.title);
  useEffect(followPaper, []);
  useAnchor();
  const payloads = page.parts.flatMap((part) =>
    part.kind === "cut" && part.cut.snapshot ? [part.cut.snapshot.payload] : [],
  );
  return (
    <main className="audit-page">
      <PageTop page={page} outdated={outdated} />
      <SeriesColors payloads={payloads}>
        <div className="audit-rows" data-coming={isComing || undefined} aria-busy={isComing}>
          {arrange(page.parts).map((row, index) =>
            row.kind === "prose" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece of text is its place
              <RichText key={index} html={row.html} className="audit-prose" />
            ) : (
              <div key={row.cuts[0]?.cut_id} className={row.cuts.length === 1 ? "cut-row" : "cut-row cut-row-two"}>
                {row.cuts.map((cut) => (
                  <CutCard key={cut.cut_id} cut={cut} isAlone={row.cuts.length === 1} />
                ))}
              </div>
            ),
          )}
        </div>
      </SeriesColors>
    </main>
  );
}
