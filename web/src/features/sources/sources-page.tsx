import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type SourcesPage as Page, sourcesQuery } from "@/api/sources";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { useTitle } from "@/lib/use-title";
import { EmptySources } from "./empty-sources";
import { ReloadsCard, ReloadsPointer } from "./reloads-card";
import { SourceItem } from "./source-item";
import { MissingCard, UnclaimedCard } from "./strangers";
import { leadText } from "./words";
import "@/components/card.css";
import "./sources.css";
import "./source-tables.css";
import "./side.css";
import "./sources-phone.css";

/** Where the rows come from: how each source does, how current its tables are, what costs more than it has to. */
export function SourcesPage() {
  const asked = useQuery(sourcesQuery());
  useTitle("Sources");
  if (asked.data) return <Loaded page={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return (
      <PageProblem title="The sources cannot be shown now" problem={asked.error} again={() => void asked.refetch()} />
    );
  return <Waiting />;
}

function Loaded({ page, outdated }: { page: Page; outdated: boolean }) {
  const { source: named } = useSearch({ strict: false }) as { source?: string };
  const { lead, rest } = leadText(page);
  const hasSide = page.full_reloads.tables.length + page.missing.length + page.unclaimed.length > 0;
  return (
    <main className="sources">
      <header className="sources-top">
        <h1>Sources</h1>
        {outdated && <Outdated />}
        {page.sources.length > 0 && (
          <p>
            <b>{lead}</b> {rest}
          </p>
        )}
        <ReloadsPointer reloads={page.full_reloads} />
      </header>
      <div className={hasSide ? "sources-grid" : ""}>
        {page.sources.length === 0 ? <EmptySources /> : <SourceList page={page} named={named} />}
        {hasSide && (
          <aside className="sources-side">
            <ReloadsCard reloads={page.full_reloads} />
            <MissingCard missing={page.missing} />
            <UnclaimedCard unclaimed={page.unclaimed} />
          </aside>
        )}
      </div>
    </main>
  );
}

function SourceList({ page, named }: { page: Page; named: string | undefined }) {
  return (
    <section className="card source-list" aria-label="All sources">
      <div className="source-head" aria-hidden="true">
        <span className="head-name">Source</span>
        <span>State</span>
        <span className="right">Tables</span>
        <span className="right">Rows</span>
        <span className="right">Size</span>
        <span>Read</span>
        <span>Schedule</span>
      </div>
      <ul>
        {page.sources.map((source) => (
          <SourceItem
            key={source.source_id}
            source={source}
            reloads={page.full_reloads.tables}
            zone={page.timezone}
            named={source.source_id === named}
          />
        ))}
      </ul>
    </section>
  );
}

/** The page's shape, until its content comes. */
function Waiting() {
  return (
    <main className="sources" aria-busy="true" aria-label="Loading the sources">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton skeleton-low" />
    </main>
  );
}
