import type { LinkProps } from "@tanstack/react-router";
import { reaches, type SessionState } from "@/api/session";

export interface PageEntry {
  to: NonNullable<LinkProps["to"]>;
  title: string;
  /** What else somebody may call it. */
  about: string;
}

const COCKPIT: PageEntry = { to: "/", title: "Cockpit", about: "wall board home" };
const METRICS: PageEntry = { to: "/metrics", title: "Metrics", about: "catalog list owners stages costs" };
const ALERTS: PageEntry = { to: "/alerts", title: "Alerts", about: "incidents pager on call snooze silence channels" };
const AUDIT: PageEntry = { to: "/audit", title: "Audit", about: "cuts explain why drilldown pages" };
const SOURCES: PageEntry = { to: "/sources", title: "Sources", about: "tables loads ingest freshness" };
const RUNS: PageEntry = { to: "/runs", title: "Runs", about: "beats phases failures costs seconds" };
const DOCS: PageEntry = { to: "/docs", title: "Docs", about: "documentation help how to manual reference" };

const FEEDBACK: PageEntry = { to: "/feedback", title: "Feedback", about: "messages of people" };

const ACCESS: PageEntry = { to: "/access", title: "Access", about: "tokens pair screens televisions roles people" };

/** The pages of the navigation that whoever is there may open, in its order. */
export function pagesFor(state: SessionState): PageEntry[] {
  const givesAccess = state.session?.authentication === "on" && reaches(state, "operator");
  return [COCKPIT, METRICS, AUDIT, ALERTS, SOURCES, RUNS, ...(givesAccess ? [ACCESS] : []), DOCS];
}

/** Those that stand in the menu of the person, not in the navigation. */
export function morePagesFor(state: SessionState): PageEntry[] {
  return reaches(state, "operator") ? [FEEDBACK] : [];
}
