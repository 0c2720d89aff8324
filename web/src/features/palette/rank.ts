import { matchSorter, rankings } from "match-sorter";

/** What the palette can lead to: a metric, a page, or something done at once. */
export interface Entry {
  id: string;
  kind: "metric" | "page" | "action";
  /** A short name of its own, as a metric's code. */
  code: string;
  title: string;
  /** What else it may be found by, best first. */
  also: string[];
}

const MOST = 50;
const { CONTAINS, MATCHES, STARTS_WITH } = rankings;

/**
 * The entries that fit every word of `query`, best first: a code or a name before an area or an owner.
 *
 * Without a query: what was opened last, then the rest as it stands.
 */
export function rank(entries: Entry[], query: string, recent: string[]): Entry[] {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return recentFirst(entries, recent).slice(0, MOST);
  // The last word decides the order, so the whole text as one word comes first: names are typed from their beginning.
  const whole = match(entries, words.join(" "), recent);
  const rest = words.length > 1 ? words.reduceRight((left, word) => match(left, word, recent), entries) : [];
  return [...new Set([...whole, ...rest])].slice(0, MOST);
}

function match(entries: Entry[], text: string, recent: string[]): Entry[] {
  return matchSorter(entries, text, {
    keys: [
      "code",
      // Letters in order with others between find a name, but nothing that only helps to find it.
      { key: "title", threshold: MATCHES },
      { key: (entry) => entry.also, threshold: CONTAINS, maxRanking: STARTS_WITH },
    ],
    baseSort: (left, right) => place(recent, left.item) - place(recent, right.item) || left.index - right.index,
  });
}

function recentFirst(entries: Entry[], recent: string[]): Entry[] {
  return [...entries].sort((left, right) => place(recent, left) - place(recent, right));
}

function place(recent: string[], { id }: Entry): number {
  const found = recent.indexOf(id);
  return found < 0 ? recent.length : found;
}
