import { isSet, partsOf, textOf } from "@/lib/search-text";
import { COLUMN_KEYS, type ColumnKey } from "./column-keys";

export const CONDITIONS = ["red", "amber", "stale", "normal", "failing", "no-data"] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface SortBy {
  key: ColumnKey;
  descending: boolean;
}

/** What is shown of the catalog, and how. */
export interface View {
  text: string;
  areas: string[];
  owners: string[];
  conditions: Condition[];
  verifications: string[];
  stages: string[];
  /** Also those whose files are gone. */
  retired: boolean;
  /** Below a heading for each area. */
  grouped: boolean;
  /** The first counts most; none is the order of the wall. */
  sort: SortBy[];
  /** Chosen by somebody; null is whatever there is room for. */
  columns: ColumnKey[] | null;
}

/** The same in an address: `/metrics?q=card&area=payments&status=red,stale&sort=-takes`. */
export interface ViewSearch {
  q?: string;
  area?: string;
  owner?: string;
  status?: string;
  verification?: string;
  stage?: string;
  retired?: 1;
  group?: 1;
  sort?: string;
  cols?: string;
}

/** Stands for "nobody" among owners, and for the top folder among areas. */
export const NOBODY = "none";

export const PLAIN_VIEW: View = viewOf({});

/** Take from an address what can be understood. */
export function viewOf(search: Record<string, unknown>): View {
  const columns = partsOf(search.cols).filter(isColumn);
  return {
    text: textOf(search.q),
    areas: partsOf(search.area),
    owners: partsOf(search.owner),
    conditions: partsOf(search.status).filter((each): each is Condition =>
      (CONDITIONS as readonly string[]).includes(each),
    ),
    verifications: partsOf(search.verification),
    stages: partsOf(search.stage),
    retired: isSet(search.retired),
    grouped: isSet(search.group),
    sort: partsOf(search.sort).flatMap(sortOf),
    columns: columns.length > 0 ? columns : null,
  };
}

export function searchOf(view: View): ViewSearch {
  const { text, areas, owners, conditions, verifications, stages, retired, grouped, sort, columns } = view;
  return {
    ...(text ? { q: text } : {}),
    ...(areas.length > 0 ? { area: areas.join() } : {}),
    ...(owners.length > 0 ? { owner: owners.join() } : {}),
    ...(conditions.length > 0 ? { status: conditions.join() } : {}),
    ...(verifications.length > 0 ? { verification: verifications.join() } : {}),
    ...(stages.length > 0 ? { stage: stages.join() } : {}),
    ...(retired ? { retired: 1 as const } : {}),
    ...(grouped ? { group: 1 as const } : {}),
    ...(sort.length > 0 ? { sort: sort.map(({ key, descending }) => `${descending ? "-" : ""}${key}`).join() } : {}),
    ...(columns ? { cols: columns.join() } : {}),
  };
}

/** Whether something is left out by choice; retired metrics, groups, sorting and columns leave nothing out. */
export function isFiltering(view: View): boolean {
  const { text, areas, owners, conditions, verifications, stages } = view;
  return text.trim() !== "" || [areas, owners, conditions, verifications, stages].some((chosen) => chosen.length > 0);
}

/** Another column to sort by: alone, or `further` behind those before it. Again turns it round, a third time ends it. */
export function sortedBy(sort: SortBy[], key: ColumnKey, startsDescending: boolean, further: boolean): SortBy[] {
  const before = sort.find((each) => each.key === key);
  const others = further ? sort.filter((each) => each.key !== key) : [];
  if (!before) return [...others, { key, descending: startsDescending }];
  if (before.descending !== startsDescending) return others;
  const turned = { key, descending: !startsDescending };
  return further ? sort.map((each) => (each.key === key ? turned : each)) : [turned];
}

function sortOf(text: string): SortBy[] {
  const key = text.replace(/^-/, "");
  return isColumn(key) ? [{ key, descending: text.startsWith("-") }] : [];
}

function isColumn(text: string): text is ColumnKey {
  return (COLUMN_KEYS as readonly string[]).includes(text);
}
