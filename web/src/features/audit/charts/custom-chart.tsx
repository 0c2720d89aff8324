import { useEffect, useRef, useState } from "react";
import { usePaper } from "@/lib/paper";
import { type Theme, useTheme } from "@/lib/theme";
import { Note } from "./drawn";
import { fullLabel, kindOf } from "./label-words";
import { exactText, shortText, styleOf, wholeText } from "./number-words";
import { NumbersTable } from "./numbers-table";
import type { Custom } from "./payloads";
import type { NumberRows } from "./renderer";

/** What a chart of the workspace is given to draw with. */
export interface Given {
  theme: Theme;
  format: Format;
}

export interface Format {
  /** `€12.4 k` */
  short(value: number, unit: string): string;
  /** `€12 400` */
  whole(value: number, unit: string): string;
  /** `20 Nov 2026` for `2026-11-20`, `Nov 2026` for `2026-11`; another text as it is. */
  label(text: string): string;
}

type Draw = (element: HTMLElement, payload: Custom, given: Given) => unknown;
export type LoadModule = (kind: string) => Promise<{ default?: unknown }>;

interface CustomChartProps {
  kind: string;
  payload: Custom;
  title: string;
  locale: string;
  asTable: boolean;
  load?: LoadModule;
}

const fromServer: LoadModule = (kind) =>
  import(/* @vite-ignore */ `${window.location.origin}/api/audit/charts/${encodeURIComponent(kind)}.js`);

/** A chart that the workspace draws by a module of its own. Whatever it does wrong stays in its place. */
export function CustomChart({ kind, payload, title, locale, asTable, load = fromServer }: CustomChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [theme] = useTheme();
  const onPaper = usePaper();
  // biome-ignore lint/correctness/useExhaustiveDependencies: paper has another width
  useEffect(() => {
    const node = place.current;
    if (!node || asTable) return;
    return drawInto(node, () => load(kind), payload, { theme, format: formatOf(locale) }, setProblem);
  }, [kind, payload, theme, locale, asTable, onPaper, load]);
  const table = rowsOf(payload);
  const hasRows = table.head.length > 0;
  return (
    <figure className="cut-figure" aria-label={title}>
      {problem !== null && !asTable && (
        <p className="cut-problem" role="alert">
          <b>cuts/{kind}.chart.js could not draw this.</b> {problem}
        </p>
      )}
      {!asTable && <div ref={place} className="cut-custom" hidden={problem !== null} />}
      {hasRows && <NumbersTable table={table} title={title} isHidden={!asTable && problem === null} />}
      {!hasRows && asTable && <p className="cut-empty">This chart gives no rows.</p>}
      <Note text={payload.note} />
    </figure>
  );
}

/** Draw into an element of its own, and clear up after it. Returns the end of it. */
export function drawInto(
  node: HTMLElement,
  load: () => Promise<{ default?: unknown }>,
  payload: Custom,
  given: Given,
  tell: (problem: string | null) => void,
): () => void {
  const element = node.ownerDocument.createElement("div");
  let clear: unknown;
  let isOver = false;
  const end = () => {
    try {
      if (typeof clear === "function") clear();
    } catch (problem) {
      console.error(problem);
    }
    element.remove();
  };
  node.append(element);
  const draw = async () => {
    const module = await load();
    if (isOver) return;
    if (typeof module.default !== "function") throw new Error("It has no default export that is a function.");
    clear = await (module.default as Draw)(element, payload, given);
    if (isOver) end();
    else tell(null);
  };
  draw().catch((problem: unknown) => {
    if (!isOver) tell(problem instanceof Error ? problem.message : String(problem));
  });
  return () => {
    isOver = true;
    end();
  };
}

export function formatOf(locale: string): Format {
  return {
    short: (value, unit) => shortText(value, styleOf(unit, locale)),
    whole: (value, unit) => wholeText(value, styleOf(unit, locale)),
    label: (text) => fullLabel(text, kindOf([text])),
  };
}

function rowsOf({ columns = [], rows = [] }: Custom): NumberRows {
  const isNumber = (at: number) => rows.some((row) => typeof row[at] === "number");
  return {
    head: columns.map((text, at) => ({ text, isNumber: isNumber(at) })),
    rows: rows.map((row) => row.map(cellText)),
  };
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return "\u2013";
  return typeof cell === "number" ? exactText(cell, styleOf("number", "en")) : String(cell);
}
