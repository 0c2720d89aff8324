import type { HistoryPoint } from "@/api/board";
import type { CsvCell } from "@/lib/csv";
import { linesOn } from "./curve";
import type { Scene } from "./scene";
import { within } from "./view";

const COLUMNS = [
  "day",
  "value",
  "unit",
  "rows",
  "status",
  "origin",
  "norm_value",
  "alert_value",
  "target_value",
  "typical_low",
  "typical_high",
  "definition_hash",
];
const FOLDED = ["from", "to", "days"];

/** What the chart shows for a spreadsheet: a row for each of its days, weeks or months, with the lines as they were on that day. */
export function chartCells(scene: Scene): { head: string[]; rows: CsvCell[][] } {
  const { page, span, stands, grain } = scene;
  const units = new Map(page.definitions.map(({ definition_hash, unit }) => [definition_hash, unit]));
  const row = (point: HistoryPoint): CsvCell[] => {
    const lines = linesOn(page.lines, point.d);
    const unit = units.get(point.definition_hash) ?? page.metric.unit;
    // Lines are in the unit of today: beside a value in another they would mean nothing.
    const held = unit === page.metric.unit ? lines : undefined;
    return [
      point.d,
      point.value,
      unit,
      point.n,
      point.status,
      point.origin,
      held?.norm_value,
      held?.alert_value,
      held?.target_value,
      point.typical?.low,
      point.typical?.high,
      point.definition_hash,
    ];
  };
  const rows =
    grain === "day"
      ? within(page.history, span).map(row)
      : stands.map(({ point, from, to, days }) => [...row(point), from, to, days]);
  const head = grain === "day" ? COLUMNS : [...COLUMNS, ...FOLDED];
  return { head, rows };
}
