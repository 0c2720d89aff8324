import { type RefObject, useEffect, useEffectEvent, useRef } from "react";
import type { Incident } from "@/api/alerts";
import { isCovered, ownsKeys } from "@/lib/typing";
import type { Front } from "../acts/act-front";

const STEPS: Record<string, 1 | -1> = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };

/** J and K walk the incidents, A acknowledges the one in focus, S snoozes it; Enter opens it because it is a link. */
export function useInboxKeys(list: RefObject<HTMLElement | null>, incidents: Incident[], front: Front | null): void {
  useKeptPlace(list);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented || ownsKeys(event.target)) return;
    const key = event.key.toLowerCase();
    const focused = document.activeElement?.closest<HTMLElement>("[data-incident]") ?? null;
    const step = STEPS[key];
    // A page that scrolls is scrolled by arrows, until one is among its rows.
    const walks = step !== undefined && (focused !== null || !key.startsWith("arrow"));
    if (walks) walk(rowsOf(list.current), focused, step);
    const incident = incidents.find(({ incident_id }) => String(incident_id) === focused?.dataset.incident);
    const acts = front !== null && incident !== undefined && !event.repeat && act(key, incident, front);
    if (walks || acts) event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

/** Whether the key meant something. It never takes back what somebody else acknowledged a moment ago. */
export function act(key: string, incident: Incident, front: Pick<Front, "toggle" | "ask">): boolean {
  if (key === "a" && incident.acked_at === null) front.toggle(incident);
  else if (key === "s" && incident.metric && !incident.snooze) front.ask("snooze", incident);
  else return false;
  return true;
}

function rowsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[data-incident]") ?? [])];
}

function walk(rows: HTMLElement[], focused: HTMLElement | null, step: 1 | -1): void {
  const at = focused ? rows.indexOf(focused) + step : step > 0 ? 0 : rows.length - 1;
  const next = rows[Math.max(0, Math.min(at, rows.length - 1))];
  next?.querySelector("a")?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Who acknowledged a row is at the one that took its place, as in a mailbox, and not at the top again. */
function useKeptPlace(list: RefObject<HTMLElement | null>): void {
  const place = useRef<number | null>(null);
  useEffect(() => {
    const note = (event: FocusEvent) => {
      const row = (event.target as Element).closest<HTMLElement>("[data-incident]");
      place.current = row ? rowsOf(list.current).indexOf(row) : null;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [list]);
  useEffect(() => {
    if (place.current === null || isCovered() || (document.activeElement ?? document.body) !== document.body) return;
    const rows = rowsOf(list.current);
    rows[Math.min(place.current, rows.length - 1)]?.querySelector("a")?.focus({ preventScroll: true });
  });
}
