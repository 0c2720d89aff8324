import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type AuditPage, auditPagesQuery } from "@/api/audit";
import { useMay } from "@/api/session";
import { useLive } from "@/api/use-live";
import { Outdated } from "@/components/outdated";
import { clockTime, fullDay } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";
import { pageDays, pageSentence } from "./page-words";
import { RefreshPage } from "./refresh-page";
import { searchFor, windowOf } from "./view";

/** The name of the page, how it stands, the other pages, and the window that all of it is about. */
export function PageTop({ page, outdated }: { page: AuditPage; outdated: boolean }) {
  const zone = useLive((state) => state.board?.timezone) ?? "UTC";
  const mayRefresh = useMay("operator");
  const lead = useClock((at) => pageSentence(page, at).lead);
  const rest = useClock((at) => pageSentence(page, at).rest);
  const isLoud = useClock((at) => pageSentence(page, at).isLoud);
  return (
    <header className="audit-head">
      <Tabs current={page.page} />
      <div className="audit-top">
        <h1>{page.title}</h1>
        {outdated && <Outdated />}
        <p className="audit-sentence">
          <b className={isLoud ? "audit-loud" : undefined}>{lead}</b> {rest}
        </p>
        <Printed page={page} zone={zone} />
      </div>
      <div className="audit-tools">
        <WindowSwitch page={page} />
        <span className="audit-days">{pageDays(page, zone)}</span>
        <div className="audit-ways">
          {mayRefresh && <RefreshPage page={page} />}
          <button type="button" className="button audit-print-button" onClick={() => globalThis.print()}>
            Print
          </button>
        </div>
      </div>
    </header>
  );
}

/** On paper nothing says what was chosen but words. */
function Printed({ page, zone }: { page: AuditPage; zone: string }) {
  const printed = useClock((at) => `${fullDay(at, zone)} ${clockTime(at, zone)}`);
  const words = page.windows.find(({ key }) => key === page.window)?.words ?? page.window;
  const days = pageDays(page, zone);
  return (
    <p className="audit-printed">
      {words}
      {days && `, ${days}`}. Printed {printed}.
    </p>
  );
}

function Tabs({ current }: { current: string }) {
  const pages = useQuery(auditPagesQuery()).data?.pages ?? [];
  const window = windowOf(useSearch({ strict: false }) as Record<string, unknown>);
  return (
    <nav className="audit-tabs" aria-label="Audit pages">
      <Link to="/audit" className="audit-tab" activeOptions={{ exact: true }}>
        All
      </Link>
      {pages.map(({ page, title, windows, failing }) => (
        <Link
          key={page}
          to="/audit/$page"
          params={{ page }}
          search={searchFor(windows, window)}
          className="audit-tab"
          aria-current={page === current ? "page" : undefined}
        >
          {title}
          {failing > 0 && <span className="cut-chip cut-chip-loud">{failing} failing</span>}
        </Link>
      ))}
    </nav>
  );
}

function WindowSwitch({ page }: { page: AuditPage }) {
  const navigate = useNavigate();
  if (page.windows.length < 2) return <span className="audit-window">{page.windows[0]?.words}</span>;
  return (
    <fieldset className="audit-windows" aria-label="Window">
      {page.windows.map(({ key, words }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === page.window}
          onClick={() =>
            void navigate({
              to: "/audit/$page",
              params: { page: page.page },
              search: { window: key },
              resetScroll: false,
            })
          }
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
