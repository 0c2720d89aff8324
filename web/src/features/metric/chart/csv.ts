import type { HistoryPoint } from "@/api/board";
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

/** What the chart shows as RFC 4180: a row for each of its days, weeks or months, with the lines as they were on that day. */
export function chartCsv(scene: Scene): string {
  const { page, span, stands, grain } = scene;
  const units = new Map(page.definitions.map(({ definition_hash, unit }) => [definition_hash, unit]));
  const row = (point: HistoryPoint) => {
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
  return `${[head, ...rows].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A text that a spreadsheet would take for a formula is marked as text. A number is a number, also a negative one. */
export function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
