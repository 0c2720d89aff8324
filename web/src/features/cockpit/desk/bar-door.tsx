import { loadPart } from "@/lib/page-part";
import { useLater } from "@/lib/use-later";
import type { FilterBarProps } from "./filter-bar";

const loadBar = () => loadPart(() => import("./filter-bar")).then((part) => part.FilterBar);

/** The wall comes first, its search right after; the place of the search is kept meanwhile. */
export function BarDoor({ partial, ...bar }: FilterBarProps & { partial: boolean }) {
  const Bar = useLater(loadBar, true);
  if (Bar) return <Bar {...bar} />;
  return bar.scrolls || partial ? <div className="desk-bar-waiting" /> : null;
}
