import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { CockpitPage } from "@/features/cockpit/cockpit-page";
import { loadPart } from "@/lib/page-part";
import { AppShell } from "./app-shell";
import { ErrorPage, NotFoundPage } from "./error-page";
import { Root } from "./root";

interface CockpitSearch {
  /** On a television: no buttons, no navigation. */
  tv?: boolean;
}

const root = createRootRoute({ component: Root, errorComponent: ErrorPage, notFoundComponent: NotFoundPage });

const cockpit = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (search: Record<string, unknown>): CockpitSearch => (search.tv ? { tv: true } : {}),
  component: () => <CockpitPage tv={cockpit.useSearch().tv ?? false} />,
});

const shell = createRoute({ getParentRoute: () => root, id: "shell", component: AppShell });

const metric = createRoute({
  getParentRoute: () => shell,
  path: "/metrics/$metricId",
  component: lazyRouteComponent(() => loadPart(() => import("@/features/metric/metric-page")), "MetricPage"),
});

interface SourcesSearch {
  /** The source that is opened, and scrolled to. */
  source?: string;
}

const sources = createRoute({
  getParentRoute: () => shell,
  path: "/sources",
  validateSearch: (search: Record<string, unknown>): SourcesSearch =>
    typeof search.source === "string" ? { source: search.source } : {},
  component: lazyRouteComponent(() => loadPart(() => import("@/features/sources/sources-page")), "SourcesPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([cockpit, shell.addChildren([metric, sources])]),
  defaultPreload: false,
  defaultErrorComponent: ErrorPage,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
