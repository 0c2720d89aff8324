import { useEffect, useState } from "react";
import type { Board } from "@/api/board";
import { lettersOrPatience } from "@/lib/text-fonts";

/** Letters that come in the fonts' first files. */
const FIRST = /^[\0-\xff]*$/;

/** Kept while a metric's page is open: nobody waits twice. */
let came = false;

/** Whether the first board can be drawn: tiles would move a little when letters that they need arrive after them. */
export function useLetters(board: Board | null): boolean {
  const [ready, setReady] = useState(came);
  const waits = board !== null && !ready;
  useEffect(() => {
    if (!waits) return;
    const text = board.metrics.map(({ name, owner_name }) => name + (owner_name ?? "")).join("");
    void (FIRST.test(text) ? Promise.resolve() : lettersOrPatience(text)).then(() => {
      came = true;
      setReady(true);
    });
  }, [waits, board]);
  return ready;
}
