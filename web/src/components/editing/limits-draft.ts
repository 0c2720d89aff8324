import type { MetricPage } from "@/api/board";
import type { FieldProblem, MetricChanges, ProposedLines } from "@/api/edit-metric";
import type { ValueUnit } from "@/lib/typed-digits";
import { readTyped, writeTyped } from "@/lib/typed-value";
import { type Column, type Standing, standingOf } from "./standing";

export type LineColumn = "target_value" | "norm_value" | "alert_value";
export const LINE_COLUMNS = ["target_value", "norm_value", "alert_value"] as const;
export const LIMIT_COLUMNS = [...LINE_COLUMNS, "target_due_date"] as const satisfies readonly Column[];

/** Lines half typed: what stands in the fields that somebody touched, and what they saw when they began. */
export interface LimitsDraft {
  typed: Partial<Record<(typeof LIMIT_COLUMNS)[number], string>>;
  reason: string;
  base: Standing;
}

/** A draft read as values: what would change, what is wrong, and the lines that it proposes. */
export interface LimitsReading {
  /** What the fields show. */
  shown: Record<(typeof LIMIT_COLUMNS)[number], string>;
  changes: MetricChanges;
  problems: FieldProblem[];
  /** Null where a field cannot be read, or the lines contradict each other. */
  lines: (ProposedLines & { target_value: number | null }) | null;
  /** A line is another than now: worth asking what it would have told. */
  movesLines: boolean;
}

export function emptyDraft(page: MetricPage): LimitsDraft {
  return { typed: {}, reason: "", base: standingOf(page) };
}

export function readLimits(page: MetricPage, draft: LimitsDraft | null, unit: ValueUnit): LimitsReading {
  const { metric } = page;
  const reading: LimitsReading = {
    shown: { target_value: "", norm_value: "", alert_value: "", target_due_date: "" },
    changes: {},
    problems: [],
    lines: null,
    movesLines: false,
  };
  const lines = { target_value: metric.target_value, norm_value: metric.norm_value, alert_value: metric.alert_value };
  for (const column of LINE_COLUMNS) {
    const text = draft?.typed[column];
    reading.shown[column] = text ?? writeTyped(metric[column], unit);
    if (text !== undefined) lines[column] = readLine(reading, column, { text, now: metric[column], unit });
  }
  readDueDate(reading, draft?.typed.target_due_date, metric.target_due_date);
  const contradiction = contradictionOf(metric.direction, lines);
  if (reading.problems.length === 0 && contradiction) reading.problems.push(contradiction);
  if (reading.problems.length > 0) return reading;
  const movesLines = lines.norm_value !== metric.norm_value || lines.alert_value !== metric.alert_value;
  return { ...reading, lines, movesLines };
}

interface TypedLine {
  text: string;
  /** The line that is set. */
  now: number | null;
  unit: ValueUnit;
}

/** Notes what a field would change or what is wrong with it; the line that it stands for. */
function readLine(
  { changes, problems }: LimitsReading,
  column: LineColumn,
  { text, now, unit }: TypedLine,
): number | null {
  const { value, problem } = readTyped(text, unit);
  if (problem !== null) {
    problems.push({ field: column, message: problem, hint: "" });
    return now;
  }
  if (value !== now) changes[column] = value;
  return value;
}

function readDueDate({ shown, changes }: LimitsReading, text: string | undefined, now: string | null): void {
  shown.target_due_date = text ?? now ?? "";
  if (text !== undefined && (text || null) !== now) changes.target_due_date = text || null;
}

/** As the server refuses it, told before it is sent: the red line lies beyond the amber one, on the bad side. */
function contradictionOf(direction: "up" | "down", { norm_value, alert_value }: ProposedLines): FieldProblem | null {
  if (norm_value === null || alert_value === null) return null;
  const crossed = direction === "down" ? norm_value > alert_value : norm_value < alert_value;
  if (!crossed) return null;
  const [better, side] = direction === "down" ? ["lower", "above"] : ["higher", "below"];
  const message = `The two contradict each other: ${better} is better, so red starts at amber or ${side} it.`;
  return { field: "alert_value", message, hint: "" };
}

/** Somebody may have typed a share where the field is in percent: 0.95 there is less than one percent. */
export function looksLikeShare(page: MetricPage, column: LineColumn, draft: LimitsDraft | null): string | null {
  const { metric } = page;
  if (metric.unit !== "ratio") return null;
  const text = draft?.typed[column]?.trim() ?? "";
  const usual = metric[column] ?? metric.value ?? 0;
  if (!/^0[.,]\d+$/.test(text) || Math.abs(usual) < 0.1) return null;
  const percent = Number((Number(text.replace(",", ".")) * 100).toPrecision(12));
  return `That is ${text} %. For ${percent} %, type ${percent}.`;
}
