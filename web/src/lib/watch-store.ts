import { useSyncExternalStore } from "react";

/** A named list of metrics, by their ids. */
export interface WatchList {
  name: string;
  metrics: string[];
}

/** What a person follows, kept in this browser. */
export interface Watch {
  starred: string[];
  lists: WatchList[];
}

const KEY = "heartbeat-watch";
const NOTHING: Watch = { starred: [], lists: [] };
export const LONGEST_NAME = 60;

const listeners = new Set<() => void>();
let known: { text: string | null; watch: Watch } = { text: null, watch: NOTHING };

/** Read what was kept; whatever of it cannot be understood is left out, the rest stays. */
export function parseWatch(text: string | null): Watch {
  const kept = parse(text);
  if (typeof kept !== "object" || kept === null) return NOTHING;
  const { starred, lists } = kept as Record<string, unknown>;
  const named = (Array.isArray(lists) ? lists : []).flatMap((each: unknown) => {
    const { name, metrics } = (typeof each === "object" && each !== null ? each : {}) as Record<string, unknown>;
    const tidy = typeof name === "string" ? tidyName(name) : "";
    return tidy && Array.isArray(metrics) ? [{ name: tidy, metrics: texts(metrics) }] : [];
  });
  return { starred: texts(starred), lists: named.filter((list, at) => findList(named, list.name) === named[at]) };
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function texts(found: unknown): string[] {
  const all = Array.isArray(found) ? found.filter((each): each is string => typeof each === "string") : [];
  return [...new Set(all)];
}

export function tidyName(name: string): string {
  return name.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME).trim();
}

/** Two lists may not differ in capital letters only. */
export function findList(lists: WatchList[], name: string): WatchList | undefined {
  const wanted = tidyName(name).toLowerCase();
  return lists.find((each) => each.name.toLowerCase() === wanted);
}

export function toggleStar(watch: Watch, metricId: string): Watch {
  const starred = watch.starred.includes(metricId)
    ? watch.starred.filter((each) => each !== metricId)
    : [...watch.starred, metricId];
  return { ...watch, starred };
}

/** Add a list, or put it in the place of the one named `instead`; by name they stand in order. */
export function putList(watch: Watch, list: WatchList, instead = list.name): Watch {
  const gone = [findList(watch.lists, instead), findList(watch.lists, list.name)];
  const lists = [...watch.lists.filter((each) => !gone.includes(each)), { ...list, name: tidyName(list.name) }];
  return { ...watch, lists: lists.sort((one, other) => one.name.localeCompare(other.name)) };
}

export function dropList(watch: Watch, name: string): Watch {
  const gone = findList(watch.lists, name);
  return { ...watch, lists: watch.lists.filter((each) => each !== gone) };
}

/** A name that no list has yet: `Treasury`, else `Treasury 2`. */
export function freeName(lists: WatchList[], wanted: string): string {
  const name = tidyName(wanted) || "My list";
  for (let number = 1; ; number += 1) {
    const made = number === 1 ? name : `${name.slice(0, LONGEST_NAME - 4)} ${number}`;
    if (!findList(lists, made)) return made;
  }
}

export function readWatch(): Watch {
  const text = keptText();
  if (text !== known.text) known = { text, watch: parseWatch(text) };
  return known.watch;
}

/** Change what is kept. It is read anew first: another tab may have changed it meanwhile. */
export function changeWatch(change: (watch: Watch) => Watch): void {
  const watch = change(readWatch());
  const text = JSON.stringify(watch);
  known = { text, watch };
  try {
    localStorage.setItem(KEY, text);
  } catch {
    // A private window or a full disk: it holds as long as this page does.
    unkept = text;
  }
  for (const listener of listeners) listener();
}

/** Stands for the storage of a browser that has none. */
let unkept: string | null = null;

function keptText(): string | null {
  if (unkept !== null) return unkept;
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function subscribe(listener: () => void): () => void {
  // Other tabs of this browser tell by this event; a tab never hears its own.
  if (listeners.size === 0) window.addEventListener("storage", tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("storage", tell);
  };
}

function tell(event: StorageEvent): void {
  if (event.key === null || event.key === KEY) for (const listener of listeners) listener();
}

/** What this browser's user follows, also when another tab changes it. */
export function useWatch(): Watch {
  return useSyncExternalStore(subscribe, readWatch, readWatch);
}

/** Whether one metric is starred, and how to change that. */
export function useStar(metricId: string): [boolean, () => void] {
  const read = () => readWatch().starred.includes(metricId);
  const starred = useSyncExternalStore(subscribe, read, read);
  return [starred, () => changeWatch((watch) => toggleStar(watch, metricId))];
}
