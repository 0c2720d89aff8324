import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

/** So long what is above may still take its height: charts come after their page. */
const SETTLING_MILLISECONDS = 2500;
const HANDS = ["wheel", "touchstart", "keydown", "pointerdown"] as const;

/** Brings the place that the address names into view and keeps it there while the page above it fills, until somebody moves. */
export function useAnchor(): void {
  const hash = useRouterState({ select: (state) => state.location.hash });
  useEffect(() => {
    const place = hash ? document.getElementById(decodeURIComponent(hash)) : null;
    const whole = place?.closest("main");
    if (!place || !whole) return;
    const end = new AbortController();
    const show = () => place.scrollIntoView({ block: "start", behavior: "instant" });
    const grown = new ResizeObserver(show);
    grown.observe(whole);
    const leave = () => {
      grown.disconnect();
      end.abort();
    };
    for (const hand of HANDS) window.addEventListener(hand, leave, { signal: end.signal, passive: true });
    const timer = setTimeout(leave, SETTLING_MILLISECONDS);
    show();
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [hash]);
}
