import type { AuditPage, AuditPageEntry, Cut, PageRefresh } from "@/api/audit";
import { agoText, since } from "@/lib/age";
import { fullDay, shortDay } from "@/lib/calendar";

export interface Told {
  lead: string;
  rest: string;
  /** Something of what is shown is not what it should be. */
  isLoud: boolean;
}

export function cutsOf({ parts }: Pick<AuditPage, "parts">): Cut[] {
  return parts.flatMap((part) => (part.kind === "cut" ? [part.cut] : []));
}

/** How the page stands in a sentence: what failed or is missing first, then how old the oldest of it is. */
export function pageSentence(page: AuditPage, now: number): Told {
  const cuts = cutsOf(page);
  const failing = cuts.filter((cut) => cut.failure).length;
  const missing = cuts.filter((cut) => !cut.snapshot && !cut.failure).length;
  const age = since(page.computed_at, now);
  const aged = age === null ? "" : `${sameAge(cuts) ? "Computed" : "The oldest was computed"} ${agoText(age)}.`;
  const unverified = cuts.filter((cut) => cut.verification_state !== "verified").length;
  const stands = unverified === 0 ? "" : standsBehind(unverified, cuts.length);
  const rest = [aged, stands].filter(Boolean).join(" ");
  if (failing > 0) return { lead: `${ofAll(failing, cuts.length)} could not be computed.`, rest, isLoud: true };
  if (missing === cuts.length) return { lead: "Nothing of it is computed yet.", rest: stands, isLoud: false };
  if (missing > 0) return { lead: `${ofAll(missing, cuts.length)} not computed yet.`, rest, isLoud: false };
  return { lead: aged, rest: stands, isLoud: false };
}

function ofAll(count: number, all: number): string {
  return all === 1 ? "Its cut" : `${count} of ${all} cuts`;
}

function standsBehind(unverified: number, all: number): string {
  if (unverified === all) return "Nobody has verified any of it.";
  return `${unverified} of ${all} ${unverified === 1 ? "is" : "are"} not verified.`;
}

/** Cuts that were computed in one go are of one age. */
function sameAge(cuts: readonly Cut[]): boolean {
  const times = cuts.flatMap(({ snapshot }) => (snapshot ? [Date.parse(snapshot.computed_at)] : []));
  return Math.max(...times) - Math.min(...times) < 10 * 60_000;
}

/** `30 Aug to 28 Nov 2026`: the days that a cut is about; null before it was computed. */
export function daysText(cut: Pick<Cut, "snapshot" | "window">, zone: string): string | null {
  const { snapshot } = cut;
  if (!snapshot) return null;
  if (cut.window === "all") return "all time";
  const { window_start, window_end } = snapshot;
  const sameYear = fullDay(window_start, zone).slice(-4) === fullDay(window_end, zone).slice(-4);
  const from = sameYear ? shortDay(window_start, zone) : fullDay(window_start, zone);
  return `${from} to ${fullDay(window_end, zone)}`;
}

/** The days of the page's own window, from any cut that shows it. */
export function pageDays(page: AuditPage, zone: string): string | null {
  const own = cutsOf(page).find((cut) => cut.snapshot && !cut.is_other_window);
  return own ? daysText(own, zone) : null;
}

/** What somebody asked to be computed: of how many cuts, when. */
export type AskedFor = Pick<PageRefresh, "cuts" | "requested_at">;

export interface Progress {
  text: string;
  done: number;
  all: number;
  failed: number;
  ended: boolean;
}

/** How a request goes, seen from the page: `3 of 7 computed`, `7 computed`, `6 computed, 1 failed`. */
export function progressOf(asked: AskedFor, page: AuditPage): Progress {
  const wanted = new Set(asked.cuts.map(({ cut_id }) => cut_id));
  const own = cutsOf(page).filter(({ cut_id }) => wanted.has(cut_id));
  const at = Date.parse(asked.requested_at);
  const failed = own.filter(({ failure }) => failure && Date.parse(failure.tried_at) >= at).length;
  const good = own.filter((cut) => !cut.refresh && isAfter(cut, at)).length;
  const left = own.filter((cut) => cut.refresh).length;
  const all = own.length;
  const done = all - left;
  if (left > 0) return { text: `${done} of ${all} computed`, done, all, failed, ended: false };
  if (good + failed === 0) return { text: "asked", done: 0, all, failed: 0, ended: false };
  const text = failed > 0 ? `${good} computed, ${failed} failed` : `${good} computed`;
  return { text, done: all, all, failed, ended: true };
}

function isAfter({ snapshot, failure }: Cut, at: number): boolean {
  return !failure && snapshot !== null && Date.parse(snapshot.computed_at) >= at;
}

/** So long a request may wait before it is said that nobody takes it. */
const WAITING_MILLISECONDS = 8000;

/** All that is asked for waits, and has waited for long: no worker runs. */
export function isUnattended(page: AuditPage, now: number): boolean {
  const waiting = cutsOf(page).flatMap(({ refresh }) => (refresh ? [refresh] : []));
  return (
    waiting.length > 0 &&
    waiting.every(
      ({ state, requested_at }) => state === "queued" && now - Date.parse(requested_at) > WAITING_MILLISECONDS,
    )
  );
}

/** What is to be said of a page in the list of pages. */
export function entryMarks({ cuts, failing, unverified }: AuditPageEntry): { text: string; isLoud: boolean }[] {
  const count = cuts.length === 1 ? "1 cut" : `${cuts.length} cuts`;
  return [
    { text: count, isLoud: false },
    ...(failing > 0 ? [{ text: `${failing} failing`, isLoud: true }] : []),
    ...(unverified > 0
      ? [{ text: unverified === cuts.length ? "none verified" : `${unverified} not verified`, isLoud: false }]
      : []),
    ...(unverified === 0 ? [{ text: "all verified", isLoud: false }] : []),
  ];
}
