import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from "@tanstack/react-router";
import type { AlertsSearch } from "@/features/alerts/view";
import type { AuditSearch } from "@/features/audit/view";
import type { ViewSearch } from "@/features/catalog/view";
import { readFilterSearch } from "@/features/cockpit/desk/filter";
import { chartSearch } from "@/features/metric/chart/view";
import type { RunsSearch } from "@/features/runs/view";
import { loadPart } from "@/lib/page-part";
import { textOf } from "@/lib/search-text";
import { TELEVISION_KEYS, televisionSearch } from "@/lib/television";
import { parseSearch, stringifySearch } from "./address";
import { AppShell } from "./app-shell";
import { CockpitDoor } from "./cockpit-door";
import { ErrorPage, NotFoundPage } from "./error-page";
import { Root } from "./root";

const root = createRootRoute({
  validateSearch: televisionSearch,
  search: { middlewares: [retainSearchParams([...TELEVISION_KEYS])] },
  component: Root,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});

const cockpit = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: readFilterSearch,
  component: () => <CockpitDoor search={cockpit.useSearch()} />,
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: AppShell });

const metric = createRoute({
  getParentRoute: () => shell,
  path: "/metrics/$metricId",
  validateSearch: chartSearch,
  component: lazyRouteComponent(() => loadPart(() => import("@/features/metric/metric-page")), "MetricPage"),
});

const catalog = createRoute({
  getParentRoute: () => shell,
  path: "/metrics",
  // The page itself takes from it what can be understood, when it is loaded.
  validateSearch: (search: Record<string, unknown>) => search as ViewSearch,
  component: lazyRouteComponent(() => loadPart(() => import("@/features/catalog/catalog-page")), "CatalogPage"),
});

const alerts = createRoute({
  getParentRoute: () => shell,
  path: "/alerts",
  validateSearch: (search: Record<string, unknown>) => search as AlertsSearch,
  component: lazyRouteComponent(() => loadPart(() => import("@/features/alerts/alerts-page")), "AlertsPage"),
});

const incident = createRoute({
  getParentRoute: () => shell,
  path: "/alerts/$incidentId",
  component: lazyRouteComponent(
    () => loadPart(() => import("@/features/alerts/incident/incident-page")),
    "IncidentPage",
  ),
});

const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  component: lazyRouteComponent(() => loadPart(() => import("@/features/audit/overview-page")), "OverviewPage"),
});

const auditPage = createRoute({
  getParentRoute: () => shell,
  path: "/audit/$page",
  validateSearch: (search: Record<string, unknown>) => search as AuditSearch,
  component: lazyRouteComponent(() => loadPart(() => import("@/features/audit/audit-page")), "AuditPage"),
});

const runs = createRoute({
  getParentRoute: () => shell,
  path: "/runs",
  validateSearch: (search: Record<string, unknown>) => search as RunsSearch,
  component: lazyRouteComponent(() => loadPart(() => import("@/features/runs/runs-page")), "RunsPage"),
});

interface SourcesSearch {
  /** The source that is opened, and scrolled to. */
  source?: string;
}

const sources = createRoute({
  getParentRoute: () => shell,
  path: "/sources",
  validateSearch: (search: Record<string, unknown>): SourcesSearch =>
    textOf(search.source) ? { source: textOf(search.source) } : {},
  component: lazyRouteComponent(() => loadPart(() => import("@/features/sources/sources-page")), "SourcesPage"),
});

const feedback = createRoute({
  getParentRoute: () => shell,
  path: "/feedback",
  component: lazyRouteComponent(() => loadPart(() => import("@/features/feedback/feedback-page")), "FeedbackPage"),
});

const docsPage = lazyRouteComponent(() => loadPart(() => import("@/features/docs/docs-page")), "DocsPage");
const docs = createRoute({ getParentRoute: () => shell, path: "/docs", component: docsPage });
const doc = createRoute({ getParentRoute: () => shell, path: "/docs/$", component: docsPage });

const access = createRoute({
  getParentRoute: () => shell,
  path: "/access",
  component: lazyRouteComponent(() => loadPart(() => import("@/features/access/access-page")), "AccessPage"),
});

interface SignInSearch {
  /** The page to go back to. */
  from?: string;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): SignInSearch =>
    typeof search.from === "string" ? { from: search.from } : {},
  component: lazyRouteComponent(() => loadPart(() => import("@/features/access/sign-in-page")), "SignInPage"),
});

const pair = createRoute({
  getParentRoute: () => root,
  path: "/pair",
  component: lazyRouteComponent(() => loadPart(() => import("@/features/access/pair-page")), "PairPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    cockpit,
    signIn,
    pair,
    shell.addChildren([
      metric,
      catalog,
      audit,
      auditPage,
      alerts,
      incident,
      sources,
      runs,
      feedback,
      access,
      docs,
      doc,
    ]),
  ]),
  defaultPreload: false,
  parseSearch,
  stringifySearch,
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
