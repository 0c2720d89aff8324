import type { AuditPageEntry } from "@/api/audit";
import type { Board, BoardMetric } from "@/api/board";
import { recompute } from "@/api/recompute";
import { canSignOut, reaches, type SessionState, session } from "@/api/session";
import { morePagesFor, type PageEntry, pagesFor } from "@/components/pages";
import { ownerName } from "@/components/words";
import { toggleFullScreen } from "@/lib/full-screen";
import { openOverlay } from "@/lib/overlay";
import { followSystem, toggleTheme } from "@/lib/theme";
import type { Entry } from "./rank";

export interface MetricEntry extends Entry {
  kind: "metric";
  metric: BoardMetric;
}

export interface PageChoice extends Entry {
  kind: "page";
  to: PageEntry["to"];
}

export interface Action extends Entry {
  kind: "action";
  act: () => unknown;
}

/** An audit page, or a cut in its place on one. */
export interface CutChoice extends Entry {
  kind: "cut";
  page: string;
  /** Null: the page itself. */
  cutId: string | null;
}

export type Choice = MetricEntry | PageChoice | CutChoice | Action;

/** All that can be found: pages and actions for whoever is there, the metrics of the board that is on show, and cuts. */
export function choicesOf(board: Board | null, state: SessionState, audit: AuditPageEntry[] = []): Choice[] {
  return [...pages(state), ...metrics(board), ...audit.flatMap(cuts), ...actions(state)];
}

function cuts({ page, title, cuts: own }: AuditPageEntry): CutChoice[] {
  const choice = (cutId: string | null, name: string, also: string[]): CutChoice => ({
    id: cutId === null ? `audit:${page}` : `cut:${cutId}`,
    kind: "cut",
    code: "",
    title: name,
    also,
    page,
    cutId,
  });
  return [
    choice(null, `Audit: ${title}`, [title, page]),
    ...own.map((cut) => choice(cut.cut_id, cut.title, [cut.cut_id, title])),
  ];
}

function pages(state: SessionState): PageChoice[] {
  return [...pagesFor(state), ...morePagesFor(state)].map(({ to, title, about }) => ({
    id: `page:${to}`,
    kind: "page",
    code: "",
    title,
    also: [about],
    to,
  }));
}

function metrics(board: Board | null): MetricEntry[] {
  return (board?.metrics ?? []).map((metric) => ({
    id: `metric:${metric.metric_id}`,
    kind: "metric",
    code: metric.code,
    title: metric.name,
    also: [metric.metric_id, metric.area, ...ownerNames(metric), metric.class],
    metric,
  }));
}

/** By the workspace's name for them, and by the address. */
function ownerNames({ owner, owner_name }: BoardMetric): string[] {
  return [owner_name, owner && ownerName(owner)].filter((each): each is string => Boolean(each));
}

function actions(state: SessionState): Action[] {
  const action = (id: string, title: string, also: string, act: () => unknown): Action => ({
    id: `action:${id}`,
    kind: "action",
    code: "",
    title,
    also: [also],
    act,
  });
  const isOpen = state.session?.authentication === "off";
  return [
    ...(reaches(state, "operator")
      ? [action("refresh", "Refresh all metrics", "beat recompute measure read sources now", () => recompute("all"))]
      : []),
    action("theme", "Change between dark and light", "theme colours night day", toggleTheme),
    action("system-theme", "Colours as the system has them", "theme dark light auto", followSystem),
    action("full-screen", "Full screen", "wall television kiosk", toggleFullScreen),
    action("feedback", "Send feedback", "message problem idea report", () => openOverlay("feedback")),
    ...(isOpen
      ? [action("name", "Change the name that my edits are logged under", "who am i operator", () => session.askName())]
      : []),
    ...(canSignOut(state) ? [action("sign-out", "Sign out", "log out leave", () => session.signOut())] : []),
  ];
}
