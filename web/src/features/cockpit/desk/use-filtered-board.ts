import { useMemo } from "react";
import type { Board } from "@/api/board";
import { useWatch } from "@/lib/watch-store";
import { filterWords } from "./chips";
import { type FilteredBoard, filterBoard, isFiltering } from "./filter";
import { useFilter } from "./use-filter";

interface Narrowed {
  filtered: FilteredBoard;
  /** A filter is on, whether it hides anything or not. */
  partial: boolean;
  /** `payments, red` */
  words: string;
}

/** The board as the address narrows it. */
export function useFilteredBoard(all: Board): Narrowed {
  const [filter] = useFilter();
  const { starred } = useWatch();
  return useMemo(() => {
    const filtered = filterBoard(all, filter, starred);
    return { filtered, partial: isFiltering(filter), words: filterWords(filter, all.metrics) };
  }, [all, filter, starred]);
}
