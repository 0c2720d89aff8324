import type { Cut } from "@/api/audit";
import { csvAddress } from "@/api/audit";
import { useMay } from "@/api/session";
import { Chevron } from "@/components/chevron";
import { hasRows } from "./has-rows";
import { RefreshCut } from "./refresh-cut";

export type Panel = "how" | "method" | "source";

interface CutFootProps {
  cut: Cut;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
  panel: Panel | null;
  onPanel: (panel: Panel | null) => void;
  /** How to read it does not stand beside it already. */
  hasHow: boolean;
}

/** What opens below a cut, and what can be done with it. */
export function CutFoot({ cut, asTable, onTable, panel, onPanel, hasHow }: CutFootProps) {
  const mayRefresh = useMay("operator");
  const panels: [Panel, string][] = [
    ...(hasHow ? [["how", "How to read"] as [Panel, string]] : []),
    ...(cut.methodology_html ? [["method", "Methodology"] as [Panel, string]] : []),
    ["source", "Module"],
  ];
  const showsRows = cut.snapshot !== null && hasRows(cut.snapshot);
  return (
    <div className="cut-foot">
      {panels.map(([name, title]) => (
        <button
          key={name}
          type="button"
          className="cut-way"
          aria-expanded={panel === name}
          aria-controls={panel === name ? `${cut.cut_id}-${name}` : undefined}
          onClick={() => onPanel(panel === name ? null : name)}
        >
          <Chevron open={panel === name} />
          {title}
          <span className="visually-hidden">: {cut.title}</span>
        </button>
      ))}
      <span className="cut-does">
        {showsRows && (
          <>
            <button type="button" className="cut-way" aria-pressed={asTable} onClick={() => onTable(!asTable)}>
              As table<span className="visually-hidden">: {cut.title}</span>
            </button>
            <a className="cut-way" href={csvAddress(cut)} download>
              CSV<span className="visually-hidden"> of {cut.title}</span>
            </a>
          </>
        )}
        {mayRefresh && <RefreshCut cut={cut} />}
      </span>
    </div>
  );
}
