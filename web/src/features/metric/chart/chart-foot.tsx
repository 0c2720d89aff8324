import { useState } from "react";
import { isoDay } from "@/lib/calendar";
import { csvFile, saveFile } from "@/lib/csv";
import type { NumberStyle } from "@/lib/number-text";
import { loadPart } from "@/lib/page-part";
import { now } from "@/lib/wall-clock";
import { chartCells } from "./chart-cells";
import type { Scene } from "./scene";
import { ValuesTable } from "./values-table";

interface ChartFootProps {
  scene: Scene;
  style: NumberStyle;
  zone: string;
}

/** Ways to take the numbers along, and the numbers themselves for whoever cannot see a curve. */
export function ChartFoot({ scene, style, zone }: ChartFootProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const name = `${scene.page.metric.code}-${isoDay(now(), zone)}`;
  const saveTable = () => {
    const { head, rows } = chartCells(scene);
    saveFile(`${name}.csv`, csvFile(head, rows));
  };
  const savePicture = async () => {
    setProblem(null);
    try {
      const { chartPicture } = await loadPart(() => import("./picture"));
      saveFile(`${name}.png`, await chartPicture({ scene, style, zone, at: now() }));
    } catch {
      setProblem("The picture could not be made. Is the server there? Try again, or save the values as CSV.");
    }
  };
  return (
    <div className="chart-foot">
      <p className="quiet chart-hint">Drag to zoom, or Ctrl and wheel. Arrow keys walk, + and − zoom, 0 goes back.</p>
      <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Hide the values" : "Values as a table"}
      </button>
      <button type="button" className="button" onClick={saveTable}>
        CSV
      </button>
      <button type="button" className="button" onClick={() => void savePicture()}>
        PNG
      </button>
      <button type="button" className="button" onClick={() => window.print()}>
        Print
      </button>
      {problem && (
        <p className="note chart-problem" role="alert">
          {problem}
        </p>
      )}
      {open && <ValuesTable scene={scene} />}
    </div>
  );
}
