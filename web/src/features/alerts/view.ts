import type { DeliveryFilter } from "@/api/alerts";
import { textOf } from "@/lib/search-text";

export const TABS = ["inbox", "held", "silences", "messages", "channels", "rules", "closed"] as const;
export type Tab = (typeof TABS)[number];

/** What of the alerts is shown. */
export interface AlertsView extends DeliveryFilter {
  tab: Tab;
}

/** The same in an address: `/alerts?view=messages&channel=ops&state=dead`. */
export interface AlertsSearch {
  view?: Exclude<Tab, "inbox">;
  channel?: string;
  state?: string;
}

export const MESSAGE_STATES = ["queued", "sending", "retry", "delivered", "ambiguous", "dead", "superseded"] as const;

/** Take from an address what can be understood. */
export function viewOf(search: Record<string, unknown>): AlertsView {
  return {
    tab: TABS.find((each) => each === search.view) ?? "inbox",
    channel: textOf(search.channel) || null,
    state: MESSAGE_STATES.find((each) => each === search.state) ?? null,
  };
}

/** Filters are of messages alone. */
export function searchOf({ tab, channel, state }: AlertsView): AlertsSearch {
  if (tab === "inbox") return {};
  if (tab !== "messages") return { view: tab };
  return { view: tab, ...(channel ? { channel } : {}), ...(state ? { state } : {}) };
}
