import { matchSorter, rankings } from "match-sorter";

/** What the palette can lead to: a metric, a page, a cut on one, or something done at once. */
export interface Entry {
  id: string;
  kind: "metric" | "page" | "cut" | "action";
  /** A short name of its own, as a metric's code. */
  code: string;
  title: string;
  /** What else it may be found by, best first. */
  also: string[];
}

const MOST = 50;
/** Without a query the list leads somewhere; all two hundred metrics in it would hide what can be done. */
const METRICS_UNASKED = 12;
const { ACRONYM, CONTAINS, MATCHES, STARTS_WITH } = rankings;

/**
 * The entries that fit every word of `query`, best first: a code or a name before an area or an owner.
 *
 * Without a query: what was opened last, then pages, the first metrics of the board, and what can be done; no cuts.
 */
export function rank(entries: Entry[], query: string, recent: string[]): Entry[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return unasked(entries, recent);
  const found = matching(entries, words, recent, ACRONYM);
  // Letters in order with others between them find much that nobody meant: only where nothing else is found.
  return (found.length > 0 ? found : matching(entries, words, recent, MATCHES)).slice(0, MOST);
}

const ALSO = { key: (entry: Entry) => entry.also, threshold: CONTAINS, maxRanking: STARTS_WITH };
type Ranking = typeof ACRONYM | typeof MATCHES;

function matching(entries: Entry[], words: string[], recent: string[], threshold: Ranking): Entry[] {
  // The whole text as one comes first: names are typed from their beginning. Else words in any order, the first decides.
  const whole = match(entries, words.join(" "), recent, threshold);
  const each = words.reduceRight((left, word) => match(left, word, recent, threshold), entries);
  return [...new Set([...whole, ...each])];
}

function match(entries: Entry[], text: string, recent: string[], threshold: Ranking): Entry[] {
  return matchSorter(entries, text, {
    threshold,
    keys: ["code", "title", ...(threshold === MATCHES ? [] : [ALSO])],
    baseSort: (left, right) => place(recent, left.item) - place(recent, right.item) || left.index - right.index,
  });
}

function unasked(entries: Entry[], recent: string[]): Entry[] {
  const others = entries.filter((entry) => !recent.includes(entry.id));
  const metrics = others.filter((entry) => entry.kind === "metric").slice(METRICS_UNASKED);
  const hidden = new Set([...metrics, ...others.filter((entry) => entry.kind === "cut")]);
  return recentFirst(entries, recent).filter((entry) => !hidden.has(entry));
}

function recentFirst(entries: Entry[], recent: string[]): Entry[] {
  return [...entries].sort((left, right) => place(recent, left) - place(recent, right));
}

function place(recent: string[], { id }: Entry): number {
  const found = recent.indexOf(id);
  return found < 0 ? recent.length : found;
}
