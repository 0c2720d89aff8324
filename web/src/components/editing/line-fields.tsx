import { useId } from "react";
import type { MetricPage } from "@/api/board";
import type { ValueUnit } from "@/lib/typed-digits";
import { LINE_COLUMNS, type LimitsDraft, type LimitsReading, type LineColumn, looksLikeShare } from "./limits-draft";
import { LineField } from "./line-field";

const KINDS = { target_value: "target", norm_value: "amber", alert_value: "red" } as const;

interface LineFieldsProps {
  page: MetricPage;
  read: LimitsReading;
  draft: LimitsDraft | null;
  unit: ValueUnit;
  onType: (column: LineColumn, text: string) => void;
}

/** The three lines in a row; what is wrong with one stands below them, where there is room for it. */
export function LineFields({ page, read, draft, unit, onType }: LineFieldsProps) {
  const id = useId();
  const names = namesOf(page.metric.direction);
  const said = LINE_COLUMNS.map((column) => {
    const problem = read.problems.find((each) => each.field === column)?.message ?? null;
    return { column, wrong: problem !== null, text: problem ?? looksLikeShare(page, column, draft) };
  });
  return (
    <>
      <div className="line-fields">
        {said.map(({ column, wrong, text }) => (
          <LineField
            key={column}
            column={column}
            kind={KINDS[column]}
            name={names[column]}
            unit={unit}
            text={read.shown[column]}
            changed={column in read.changes}
            wrong={wrong}
            saidId={text ? `${id}${column}` : undefined}
            onType={(typed) => onType(column, typed)}
          />
        ))}
      </div>
      {said.map(
        ({ column, wrong, text }) =>
          text && (
            <p key={column} id={`${id}${column}`} className={wrong ? "field-problem" : "field-note"}>
              <i className={`swatch swatch-${KINDS[column]}`} />
              <span>
                {names[column]}: {text}
              </span>
            </p>
          ),
      )}
    </>
  );
}

/** A value on a line itself is still on its good side. */
function namesOf(direction: "up" | "down"): Record<LineColumn, string> {
  const beyond = direction === "down" ? "above" : "below";
  return { target_value: "Target", norm_value: `Amber ${beyond}`, alert_value: `Red ${beyond}` };
}
