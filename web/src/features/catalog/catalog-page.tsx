import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { type Catalog, catalogQuery } from "@/api/catalog";
import { Outdated } from "@/components/outdated";
import { PageProblem } from "@/components/page-problem";
import { counted } from "@/lib/amounts";
import { useMedia } from "@/lib/use-media";
import { useTitle } from "@/lib/use-title";
import { useWidth } from "@/lib/use-width";
import { arrange, linesOf } from "./arrange";
import { CatalogTable } from "./catalog-table";
import { CatalogTools } from "./catalog-tools";
import { COLUMN_KEYS } from "./column-keys";
import { fittingColumns } from "./columns";
import { EmptyCatalog, NoMatch } from "./empty-catalog";
import { FilterBar } from "./filter-bar";
import { StatusCounts } from "./status-counts";
import { useListEntry } from "./use-list-entry";
import { useView } from "./use-view";
import { PLAIN_VIEW } from "./view";
import "@/components/card.css";
import "@/components/choosing.css";
import "./catalog.css";
import "./catalog-table.css";
import "./catalog-phone.css";

const PHONE = "(max-width: 760px)";

/** Every metric in one list: to find one, to see which need an owner or a review, and what each costs. */
export function CatalogPage() {
  const asked = useQuery(catalogQuery());
  useTitle("Metrics");
  if (asked.data) return <Loaded catalog={asked.data} outdated={asked.error !== null} />;
  if (asked.error)
    return (
      <PageProblem title="The metrics cannot be listed now" problem={asked.error} again={() => void asked.refetch()} />
    );
  return <Waiting />;
}

function Loaded({ catalog, outdated }: { catalog: Catalog; outdated: boolean }) {
  const [view, change] = useView();
  const isPhone = useMedia(PHONE);
  const [list, width] = useWidth<HTMLDivElement>(document.documentElement.clientWidth - 64);
  const { metrics, timezone } = catalog;
  // Typing stays quick: the list follows as soon as it can.
  const shownView = useDeferredValue(view);
  const shown = useMemo(() => arrange(metrics, shownView), [metrics, shownView]);
  const lines = useMemo(() => linesOf(shown, shownView.grouped), [shown, shownView.grouped]);
  const columns = useMemo(
    () => (isPhone ? [...COLUMN_KEYS] : fittingColumns({ columns: view.columns, grouped: view.grouped }, width)),
    [isPhone, view.columns, view.grouped, width],
  );
  const beforeStatus = useMemo(
    () => arrange(metrics, { ...shownView, conditions: [], sort: [] }),
    [metrics, shownView],
  );
  const enterList = useListEntry(shownView.text);
  const all = arrange(metrics, { ...PLAIN_VIEW, retired: shownView.retired }).length;
  return (
    <main className="catalog">
      <header className="catalog-top">
        <h1>Metrics</h1>
        {outdated && <Outdated />}
        {metrics.length > 0 && (
          <p role="status">
            <b>{shown.length === all ? counted(all, "metric") : `${shown.length} of ${counted(all, "metric")}`}</b>
          </p>
        )}
        <StatusCounts
          metrics={beforeStatus}
          chosen={view.conditions}
          onChoose={(conditions) => change({ conditions })}
        />
      </header>
      {metrics.length === 0 ? (
        <EmptyCatalog deployed={catalog.workspace !== ""} />
      ) : (
        <>
          <div className="catalog-bar">
            <FilterBar metrics={metrics} view={view} onChange={change} onDown={enterList} />
            <CatalogTools metrics={metrics} shown={shown} columns={columns} view={view} onChange={change} />
          </div>
          <div className="card catalog-list" ref={list}>
            {lines.length === 0 ? (
              <NoMatch metrics={metrics} view={view} onChange={change} />
            ) : (
              <CatalogTable
                key={isPhone ? "cards" : "rows"}
                lines={lines}
                columns={columns}
                zone={timezone}
                isPhone={isPhone}
                sort={view.sort}
                onSort={(sort) => change({ sort })}
              />
            )}
          </div>
        </>
      )}
    </main>
  );
}

/** The page's shape, until its content comes. */
function Waiting() {
  return (
    <main className="catalog" aria-busy="true" aria-label="Loading the metrics">
      <div className="skeleton skeleton-top" />
      <div className="card skeleton catalog-skeleton" />
    </main>
  );
}
