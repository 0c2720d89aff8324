import type { Board, BoardMetric } from "@/api/board";
import { isOwnedBy } from "@/components/words";
import { liesIn } from "@/lib/areas";
import { isSet, partsOf, textOf } from "@/lib/search-text";
import { searchedText, searchedWords } from "@/lib/searched-text";
import { narrow } from "../scope";

/** What a metric can be filtered by besides its text, area and owner. */
export const CONDITIONS = ["red", "amber", "stale", "normal", "failing", "unverified"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** Stands for "nobody" among owners. */
export const NOBODY = "none";

export interface Filter {
  text: string;
  areas: string[];
  owners: string[];
  conditions: Condition[];
  starred: boolean;
  /** A list that the address itself carries, by codes. */
  watch: { name: string; codes: string[] } | null;
}

/** The same in an address: `/?area=payments&status=red,stale&q=card`. */
export interface FilterSearch {
  q?: string;
  area?: string;
  owner?: string;
  status?: string;
  starred?: 1;
  watch?: string;
  name?: string;
}

export const NO_FILTER: Filter = { text: "", areas: [], owners: [], conditions: [], starred: false, watch: null };

/** For what is counted or found whatever anybody starred. */
export const NO_STARS: ReadonlySet<string> = new Set();

/** Take from an address what can be understood. */
export function readFilterSearch(search: Record<string, unknown>): FilterSearch {
  return searchOf(filterOf(search));
}

export function filterOf(search: Record<string, unknown>): Filter {
  const codes = partsOf(search.watch);
  const known = (each: string): each is Condition => (CONDITIONS as readonly string[]).includes(each);
  return {
    text: textOf(search.q),
    areas: partsOf(search.area),
    owners: partsOf(search.owner),
    conditions: partsOf(search.status).filter(known),
    starred: isSet(search.starred),
    watch: codes.length > 0 ? { name: textOf(search.name) || "Shared list", codes } : null,
  };
}

export function searchOf({ text, areas, owners, conditions, starred, watch }: Filter): FilterSearch {
  return {
    ...(text ? { q: text } : {}),
    ...(areas.length > 0 ? { area: areas.join() } : {}),
    ...(owners.length > 0 ? { owner: owners.join() } : {}),
    ...(conditions.length > 0 ? { status: conditions.join() } : {}),
    ...(starred ? { starred: 1 as const } : {}),
    ...(watch ? { watch: watch.codes.join(), name: watch.name } : {}),
  };
}

export function isFiltering(filter: Filter): boolean {
  return Object.keys(searchOf(filter)).length > 0;
}

/** Whether a metric is shown: every kind of filter must let it through, any of its choices is enough. */
export function matches(metric: BoardMetric, filter: Filter, starred: ReadonlySet<string>): boolean {
  const { areas, owners, conditions, watch } = filter;
  return (
    (areas.length === 0 || areas.some((area) => liesIn(metric.area, area))) &&
    (owners.length === 0 ||
      owners.some((owner) => (metric.owner === null ? owner === NOBODY : isOwnedBy(metric, owner)))) &&
    (conditions.length === 0 || conditions.some((condition) => isIn(metric, condition))) &&
    (!filter.starred || starred.has(metric.metric_id)) &&
    (watch === null || watch.codes.includes(metric.code) || watch.codes.includes(metric.metric_id)) &&
    hasText(metric, filter.text)
  );
}

function isIn(metric: BoardMetric, condition: Condition): boolean {
  if (condition === "failing") return metric.health !== "ok";
  if (condition === "unverified") return metric.verification_state !== "verified";
  return metric.class === condition;
}

/** Every word must be somewhere in what the metric is called. */
function hasText(metric: BoardMetric, text: string): boolean {
  const words = searchedWords(text);
  return words.length === 0 || words.every((word) => knownText(metric).includes(word));
}

const searched = new WeakMap<BoardMetric, string>();

function knownText(metric: BoardMetric): string {
  const known = searched.get(metric);
  if (known !== undefined) return known;
  const made = searchedText(metric);
  searched.set(metric, made);
  return made;
}

export interface FilteredBoard {
  /** The metrics that are shown, as a board of their own. */
  board: Board;
  total: number;
  /** Reds that the filter keeps from sight. */
  hiddenReds: number;
}

export function filterBoard(board: Board, filter: Filter, starred: readonly string[]): FilteredBoard {
  const total = board.metrics.length;
  if (!isFiltering(filter)) return { board, total, hiddenReds: 0 };
  const stars = new Set(starred);
  const part = narrow(board, (metric) => matches(metric, filter, stars));
  return { board: part, total, hiddenReds: redsOf(board) - redsOf(part) };
}

function redsOf(board: Board): number {
  return board.metrics.filter((metric) => metric.class === "red").length;
}
