import { useCallback, useEffect, useRef, useState } from "react";
import { ownsKeys } from "@/lib/typing";

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
  const before = useRef<HTMLElement | null>(null);
  const show = useCallback(() => {
    const at = document.activeElement;
    before.current = at instanceof HTMLElement && at !== document.body ? at : null;
    setState(({ wanted }) => ({ open: true, wanted: wanted + 1 }));
  }, []);
  const hide = useCallback(() => {
    setState(({ wanted }) => ({ open: false, wanted }));
    const at = document.activeElement;
    if (before.current?.isConnected) before.current.focus();
    else if (at instanceof HTMLElement) at.blur();
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
