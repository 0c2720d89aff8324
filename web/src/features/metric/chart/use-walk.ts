import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { Stand } from "./fold";
import { dayAt, type Plot } from "./plot";
import type { Scene } from "./scene";
import { moved, type Span, spanBetween, zoomed } from "./view";

interface WalkWish {
  scene: Scene;
  /** Null until the chart has a size. */
  plot: Plot | null;
  all: Span;
  isZoomed: boolean;
  onZoom: (span: Span | null) => void;
}

const PAGE = 10;
const ZOOM_KEYS: Record<string, number> = { "+": 0.5, "=": 0.5, "-": 2 };
const BACK_KEYS = new Set(["Escape", "0"]);
/** A hand that presses a button moves it a little. */
const LEAST_DRAG = 10;

/** Which place of the curve is looked at, by pointer or keys, and what both do to the span. */
export function useWalk({ scene, plot, all, isZoomed, onZoom }: WalkWish) {
  const { stands, span } = scene;
  const [day, setDay] = useState<string | null>(null);
  const [byKeys, setByKeys] = useState(false);
  const [marked, setMarked] = useState<[number, number] | null>(null);
  const began = useRef<number | null>(null);
  const stand = day === null ? null : nearest(stands, day);

  const look = (next: Stand | undefined, keys: boolean) => {
    setDay(next?.point.d ?? null);
    setByKeys(keys);
  };
  const zoom = (factor: number, around: string | undefined) => {
    const wanted = zoomed(span, factor, around ?? stands.at(-1)?.point.d ?? span.to, all);
    onZoom(wanted.from === all.from && wanted.to === all.to ? null : wanted);
  };

  const back = () => (isZoomed ? onZoom(null) : look(undefined, true));
  const isBusy = isZoomed || stand !== null;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = placeAfter(event.key, stand ? stands.indexOf(stand) : stands.length, stands.length);
    const factor = ZOOM_KEYS[event.key];
    if (next !== null) look(stands[next], true);
    else if (factor !== undefined) zoom(factor, stand?.point.d);
    else if (isBusy && BACK_KEYS.has(event.key)) back();
    else return;
    event.preventDefault();
    // Escape would leave the page.
    event.stopPropagation();
  };

  const x = (event: { clientX: number; currentTarget: EventTarget | null }) =>
    event.clientX - ((event.currentTarget as Element | null)?.getBoundingClientRect().left ?? 0);

  const onPointerDown = (event: PointerEvent) => {
    if (!plot || event.button !== 0) return;
    const isFinger = event.pointerType === "touch";
    began.current = isFinger ? null : x(event);
    // A mouse may leave the chart while it drags; the browser keeps a finger by itself.
    if (!isFinger) event.currentTarget.setPointerCapture(event.pointerId);
    look(nearest(stands, dayAt(plot, x(event), span)) ?? undefined, false);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!plot) return;
    const at = x(event);
    if (began.current !== null && Math.abs(at - began.current) >= LEAST_DRAG) setMarked([began.current, at]);
    look(nearest(stands, dayAt(plot, at, span)) ?? undefined, false);
  };
  const onPointerUp = () => {
    if (plot && marked) onZoom(spanBetween(dayAt(plot, marked[0], span), dayAt(plot, marked[1], span), all));
    began.current = null;
    setMarked(null);
  };
  const onPointerLeave = ({ pointerType, type }: PointerEvent) => {
    began.current = null;
    setMarked(null);
    // A finger that is lifted leaves its day on show; one that began to scroll the page meant no day.
    const stays = byKeys || (pointerType === "touch" && type !== "pointercancel");
    if (!stays) look(undefined, false);
  };
  /** The wheel alone scrolls the page; with Ctrl it zooms, as two fingers do, and sideways it moves. */
  const onWheel = (event: WheelEvent) => {
    if (!plot) return;
    const sideways = sidewaysOf(event);
    if (event.ctrlKey || event.metaKey) zoom(event.deltaY > 0 ? 1.25 : 0.8, dayAt(plot, x(event), span));
    else if (isZoomed && sideways !== 0)
      onZoom(moved(span, sideways * Math.max(1, Math.round(daysIn(span) / 20)), all));
    else return;
    event.preventDefault();
  };
  const onBlur = () => look(undefined, false);
  return {
    stand,
    marked,
    byKeys,
    onKeyDown,
    onPointerDown,
    onPointerMove,
    onPointerUp,
    onPointerLeave,
    onWheel,
    onBlur,
  };
}

/** The place that a key leads to from another, of so many; null for a key that leads nowhere. */
export function placeAfter(key: string, at: number, count: number): number | null {
  const places: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    PageUp: at - PAGE,
    PageDown: at + PAGE,
    Home: 0,
    End: count - 1,
  };
  const next = places[key];
  return next === undefined ? null : Math.min(count - 1, Math.max(0, next));
}

/** -1, 0 or 1: whether a wheel or two fingers move to the left or right. */
function sidewaysOf({ shiftKey, deltaX, deltaY }: WheelEvent): number {
  if (shiftKey) return Math.sign(deltaX || deltaY);
  return Math.abs(deltaX) > Math.abs(deltaY) ? Math.sign(deltaX) : 0;
}

/** The stand closest to a day; null where there is none. */
export function nearest(stands: readonly Stand[], day: string): Stand | null {
  const at = Date.parse(day);
  const distance = (stand: Stand) => Math.abs(Date.parse(stand.point.d) - at);
  return stands.reduce<Stand | null>((best, stand) => (best && distance(best) <= distance(stand) ? best : stand), null);
}

function daysIn({ from, to }: Span): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
