import { useCallback, useEffect, useRef, useState } from "react";
import { ownsKeys } from "@/lib/typing";
import { findTile } from "../find-tile";

export interface SearchBar {
  open: boolean;
  /** Changes each time that the field is asked for. */
  wanted: number;
  show: () => void;
  hide: () => void;
}

/** `/` opens the search; closing it leads back to where one was. */
export function useSearchBar(enabled: boolean): SearchBar {
  const [state, setState] = useState({ open: false, wanted: 0 });
  const before = useRef<string | undefined>(undefined);
  const show = useCallback(() => {
    before.current = (document.activeElement as HTMLElement | null)?.dataset?.tile;
    setState(({ wanted }) => ({ open: true, wanted: wanted + 1 }));
  }, []);
  const hide = useCallback(() => {
    setState(({ wanted }) => ({ open: false, wanted }));
    // The tile may have been drawn anew meanwhile.
    const tile = before.current === undefined ? null : findTile(before.current);
    if (tile) tile.focus();
    else (document.activeElement as HTMLElement | null)?.blur();
  }, []);
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey || ownsKeys(event.target)) return;
      event.preventDefault();
      show();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled, show]);
  return { ...state, show, hide };
}
