import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type AuditPageEntry, type AuditPages, auditPagesQuery } from "@/api/audit";
import { useLive } from "@/api/use-live";
import { Ago } from "@/components/ago";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { useTitle } from "@/lib/use-title";
import { EmptyAudit } from "./empty-audit";
import { entryMarks } from "./page-words";
import { anchorOf } from "./view";
import "@/components/card.css";
import "./audit-page.css";
import "./overview.css";
import "./audit-phone.css";

/** The pages that explain numbers: what each shows, and whether that can be relied on. */
export function OverviewPage() {
  const asked = useQuery(auditPagesQuery());
  useTitle("Audit");
  if (asked.data) return <Loaded pages={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return (
      <PageProblem
        title="The audit pages cannot be shown now"
        problem={asked.error}
        again={() => void asked.refetch()}
      />
    );
  return (
    <main className="audit-page" aria-busy="true" aria-label="Loading the audit pages">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton audit-skeleton" />
    </main>
  );
}

function Loaded({ pages: { pages, empty }, outdated }: { pages: AuditPages; outdated: boolean }) {
  return (
    <main className="audit-page">
      <header className="audit-top">
        <h1>Audit</h1>
        {outdated && <Outdated />}
        <p className="audit-sentence">Why a number is what it is: what it is made of, and what moved it.</p>
      </header>
      {empty ? (
        <EmptyAudit />
      ) : (
        <ul className="audit-pages">
          {pages.map((page) => (
            <Entry key={page.page} entry={page} />
          ))}
        </ul>
      )}
    </main>
  );
}

function Entry({ entry }: { entry: AuditPageEntry }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const { page, title, cuts, oldest_computed_at } = entry;
  return (
    <li className="card audit-entry">
      <h2>
        <Link to="/audit/$page" params={{ page }}>
          {title}
        </Link>
      </h2>
      <ul className="audit-entry-cuts">
        {cuts.map((cut) => (
          <li key={cut.cut_id}>
            <Link to="/audit/$page" params={{ page }} hash={anchorOf(cut.cut_id)}>
              {cut.title}
            </Link>
          </li>
        ))}
      </ul>
      <p className="audit-entry-foot">
        {entryMarks(entry).map(({ text, isLoud }) => (
          <span key={text} className={isLoud ? "cut-chip cut-chip-loud" : "cut-chip"}>
            {text}
          </span>
        ))}
        <span className="quiet">
          {oldest_computed_at ? (
            <>
              computed <Ago at={oldest_computed_at} zone={zone} />
            </>
          ) : (
            "not computed yet"
          )}
        </span>
      </p>
    </li>
  );
}
