import { useEffect, useRef } from "react";

/**
 * The way into the list's first row, for keys that run ahead of it: the row is entered when the list answers the text that
 * was typed. A row of the list before would vanish, and take the focus with it.
 */
export function useListEntry(shownText: string): (text: string) => void {
  const awaited = useRef<string | null>(null);
  useEffect(() => {
    if (awaited.current !== shownText) return;
    awaited.current = null;
    if (isInField(shownText)) focusFirstRow();
  }, [shownText]);
  return (text) => {
    if (text === shownText) focusFirstRow();
    else awaited.current = text;
  };
}

/** Somebody who went on typing, or went elsewhere, is not taken away from there. */
function isInField(text: string): boolean {
  const here = document.activeElement;
  return here instanceof HTMLInputElement && here.value === text;
}

function focusFirstRow(): void {
  document.querySelector<HTMLElement>(".catalog-row a")?.focus();
}
