import { type ComponentType, lazy, Suspense } from "react";
import { useLive } from "@/api/use-live";
import { loadPart } from "@/lib/page-part";
import { CustomChart } from "./custom-chart";
import { Drawn, type DrawnProps } from "./drawn";
import type { ChartPayload, Custom } from "./payloads";
import type { AnyRenderer } from "./renderer";
import "./charts.css";
import "./tables.css";

interface CutChartProps {
  /** What the snapshot calls its chart: one of ours, or one that the workspace draws itself. */
  kind: string;
  payload: ChartPayload;
  /** Of the cut: the name of the picture for ears. */
  title: string;
  /** Whether its numbers are shown instead of the picture. */
  asTable?: boolean;
  /** Of the workspace; without it the board's. */
  locale?: string;
}

const FILES = import.meta.glob<{ renderer: AnyRenderer }>(["./kinds/*.tsx", "!./kinds/*.test.tsx"]);
const parts = new Map<string, ComponentType<DrawnProps>>();

/** What a cut computed, drawn. Each kind is loaded when it is first shown. */
export function CutChart({ kind, payload, title, asTable = false, locale }: CutChartProps) {
  const ownLocale = useLive((state) => state.board?.locale) ?? "en";
  const shown = { title, asTable, locale: locale ?? ownLocale };
  const Part = partOf(kind);
  if (!Part) return <CustomChart kind={kind} payload={payload as Custom} {...shown} />;
  return (
    <Suspense fallback={<div className="cut-waiting" />}>
      <Part payload={payload} {...shown} />
    </Suspense>
  );
}

/** Whether Heartbeat draws this kind itself. */
function partOf(kind: string): ComponentType<DrawnProps> | null {
  const load = FILES[`./kinds/${kind.replaceAll("_", "-")}.tsx`];
  if (!load) return null;
  const known = parts.get(kind);
  if (known) return known;
  const made = lazy(async () => {
    const { renderer } = await loadPart(load);
    return { default: (props: DrawnProps) => <Drawn renderer={renderer} {...props} /> };
  });
  parts.set(kind, made as unknown as ComponentType<DrawnProps>);
  return parts.get(kind) ?? null;
}
