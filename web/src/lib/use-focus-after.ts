import { useEffect, useRef } from "react";

/** When something that had the focus is over and gone, the focus goes on to where it began; not when it went elsewhere by itself. */
export function useFocusAfter(open: boolean, find: () => HTMLElement | null | undefined): void {
  const before = useRef(open);
  useEffect(() => {
    const active = document.activeElement;
    if (before.current && !open && (active === null || active === document.body))
      find()?.focus({ preventScroll: true });
    before.current = open;
  });
}
