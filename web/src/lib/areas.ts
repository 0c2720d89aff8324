import { foldText } from "@/lib/fold-text";

/** An area holds those below it, as folders do: `payments/cards` lies in `payments`. Whoever types one need not mind capitals. */
export function liesIn(area: string, wanted: string): boolean {
  return `${foldText(area)}/`.startsWith(`${foldText(wanted.trim())}/`);
}
