import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { searchOf, type View, viewOf } from "./view";

/** What the address says to show, and the way to say something else: a link tells it all. */
export function useView(): [View, (change: Partial<View>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(search), [search]);
  const change = (some: Partial<View>) =>
    void navigate({ to: "/metrics", search: searchOf({ ...view, ...some }), replace: true, resetScroll: false });
  return [view, change];
}
