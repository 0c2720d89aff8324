import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { ChartPayload } from "./payloads";
import { assignSlots, type Slots } from "./series-slots";

const PageSlots = createContext<Slots>(new Map());

/** Around the charts of a page: a series that stands in several of them has one colour. */
export function SeriesColors({ payloads, children }: { payloads: readonly ChartPayload[]; children: ReactNode }) {
  const names = payloads.map(seriesNames);
  // The payloads come anew with each answer of the server; their names seldom do.
  const key = JSON.stringify(names);
  const slots = useMemo(() => assignSlots(JSON.parse(key) as string[][]), [key]);
  return <PageSlots value={slots}>{children}</PageSlots>;
}

/** The colours of these names: the page's, or their own where a chart stands alone. */
export function useSeriesSlots(payload: ChartPayload): Slots {
  const page = useContext(PageSlots);
  return useMemo(() => {
    const names = seriesNames(payload);
    return names.every((name) => page.has(name)) ? page : assignSlots([names]);
  }, [page, payload]);
}

/** What of a payload has a colour of its own. */
export function seriesNames(payload: ChartPayload): string[] {
  if ("series" in payload && Array.isArray(payload.series)) {
    return payload.series.length > 1 ? payload.series.map(({ name }) => name) : [];
  }
  if ("points" in payload && "x" in payload && Array.isArray(payload.points)) {
    return [...new Set(payload.points.flatMap(({ group }) => (group ? [group] : [])))];
  }
  if ("flows" in payload && Array.isArray(payload.nodes)) {
    return [...new Set(payload.nodes.map(({ label }) => label))];
  }
  return [];
}
