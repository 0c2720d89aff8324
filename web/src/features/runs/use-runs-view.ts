import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { type RunsView, searchOf, viewOf } from "./view";

/** What the address says to show, and the way to say something else. */
export function useRunsView(): [RunsView, (change: Partial<RunsView>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(search), [search]);
  const change = (some: Partial<RunsView>) =>
    void navigate({ to: "/runs", search: searchOf({ ...view, ...some }), replace: true, resetScroll: false });
  return [view, change];
}
