import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { type AlertsView, searchOf, viewOf } from "./view";

/** What the address says to show, and the way to say something else. */
export function useAlertsView(): [AlertsView, (change: Partial<AlertsView>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const view = useMemo(() => viewOf(search), [search]);
  const change = (some: Partial<AlertsView>) =>
    void navigate({ to: "/alerts", search: searchOf({ ...view, ...some }), resetScroll: false });
  return [view, change];
}
