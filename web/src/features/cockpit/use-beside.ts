import { type RefObject, useLayoutEffect, useState } from "react";
import type { Size } from "./desk/place-card";

interface Spot {
  left: number;
  top: number;
}

/** Where an element stands, by `place`: measured before it is seen, and again whenever it grows or the window changes. */
export function useBeside(
  element: RefObject<HTMLElement | null>,
  place: (size: Size, screen: Size) => Spot | null,
): Spot | null {
  const [at, setAt] = useState<Spot | null>(null);
  useLayoutEffect(() => {
    const shown = element.current;
    if (!shown) return;
    const put = () => {
      const screen = { width: window.innerWidth, height: window.innerHeight };
      setAt(place({ width: shown.offsetWidth, height: shown.offsetHeight }, screen));
    };
    put();
    const watching = new ResizeObserver(put);
    watching.observe(shown);
    window.addEventListener("resize", put);
    return () => {
      watching.disconnect();
      window.removeEventListener("resize", put);
    };
  }, [element, place]);
  return at;
}
