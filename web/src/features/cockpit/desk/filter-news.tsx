import type { FilteredBoard } from "./filter";

/** How much is shown, for ears, once whenever it changes. It stands there before there is anything to say, or nobody hears it. */
export function FilterNews({ filtered, partial }: { filtered: FilteredBoard; partial: boolean }) {
  const { board, total, hiddenReds } = filtered;
  const hidden = hiddenReds > 0 ? `, ${redsText(hiddenReds)} hidden` : "";
  return (
    <div className="visually-hidden" role="status">
      {partial && `${board.metrics.length} of ${total} metrics shown${hidden}.`}
    </div>
  );
}

export function redsText(count: number): string {
  return `${count} red${count === 1 ? "" : "s"}`;
}
