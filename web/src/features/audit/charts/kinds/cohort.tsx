import { useMemo, useState } from "react";
import { counted } from "@/lib/amounts";
import type { NumberStyle } from "@/lib/number-text";
import { usePaper } from "@/lib/paper";
import { useTheme } from "@/lib/theme";
import { type Colors, lettersOn, mixed, readColors } from "../colors";
import { fullLabel, kindOf } from "../label-words";
import { exactText, shortText, styleOf } from "../number-words";
import type { Cohort } from "../payloads";
import type { NumberRows, PictureProps, Renderer } from "../renderer";
import "../cohort.css";

export const renderer: Renderer<Cohort> = {
  isReadable: true,
  isEmpty: ({ values }) => values.every((row) => row.every((value) => value === null)),
  sentence: ({ cohorts, periods }) => `${counted(cohorts.length, "cohort")} over ${counted(periods.length, "period")}.`,
  rows: cohortRows,
  Picture: CohortPicture,
};

const FIRST = 60;

function CohortPicture({ payload, title, locale }: PictureProps<Cohort>) {
  const { cohorts, periods, values, sizes, size_label, unit } = payload;
  const [count, setCount] = useState(FIRST);
  const [theme] = useTheme();
  const onPaper = usePaper();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the style sheet while drawing
  const paint = useMemo(() => painter(values, readColors()), [values, theme, onPaper]);
  const kind = kindOf(cohorts);
  const style = styleOf(unit, locale);
  const left = cohorts.length - count;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="table-scroll cut-cohort" tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">Cohort</th>
              {sizes && <th scope="col">{size_label}</th>}
              {periods.map((period, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two periods may be called alike
                <th scope="col" key={at}>
                  {period}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.slice(0, count).map((cohort, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two cohorts may be called alike
              <tr key={row}>
                <th scope="row" title={cohort}>
                  {fullLabel(cohort, kind)}
                </th>
                {sizes && <td className="size">{shortText(sizes[row] ?? 0, styleOf("count", locale))}</td>}
                <Cells values={values[row] ?? []} style={style} paint={paint} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {left > 0 && (
        <button type="button" className="button cut-more" onClick={() => setCount(cohorts.length)}>
          {left} more cohorts
        </button>
      )}
    </>
  );
}

interface CellsProps {
  values: (number | null)[];
  style: NumberStyle;
  paint: (value: number | null) => Paint;
}

function Cells({ values, style, paint }: CellsProps) {
  return values.map((value, at) =>
    value === null ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: cells are known by their period
      <td key={at} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: cells are known by their period
      <td style={paint(value)} className="cell" title={exactText(value, style)} key={at}>
        {cellText(value, style)}
      </td>
    ),
  );
}

/** Whole percents: the colour is what is compared. */
function cellText(value: number, style: NumberStyle): string {
  return shortText(style.unit === "ratio" ? Math.round(value * 100) / 100 : value, style);
}

interface Paint {
  background?: string;
  color?: string;
}

/** The more the stronger; what goes below zero in another colour. Letters are those that can be read on it. */
export function painter(values: readonly (number | null)[][], colors: Pick<Colors, "heat" | "cold" | "surface">) {
  const known = values.flat().filter((value) => value !== null);
  const most = known.reduce((best, value) => Math.max(best, Math.abs(value)), 0);
  const least = known.some((value) => value < 0) ? 0 : known.reduce((low, value) => Math.min(low, value), most);
  // Where all lie close together their difference is what is looked at; else zero is the palest.
  const ground = least > most * 0.5 ? least - (most - least) * 0.25 : 0;
  return (value: number | null): Paint => {
    if (value === null || most === 0) return {};
    const share = Math.min(1, (Math.abs(value) - ground) / (most - ground || 1));
    const background = mixed(value < 0 ? colors.cold : colors.heat, colors.surface, 0.08 + 0.92 * share);
    return { background, color: lettersOn(background) };
  };
}

function cohortRows({ cohorts, periods, values, sizes, size_label, unit }: Cohort, locale: string): NumberRows {
  const kind = kindOf(cohorts);
  return {
    head: [
      { text: "Cohort", isNumber: false },
      ...(sizes ? [{ text: size_label, isNumber: true }] : []),
      ...periods.map((text) => ({ text, isNumber: true })),
    ],
    rows: cohorts.map((cohort, row) => [
      fullLabel(cohort, kind),
      ...(sizes ? [exactText(sizes[row], styleOf("count", locale))] : []),
      ...(values[row] ?? []).map((value) => (value === null ? "" : exactText(value, styleOf(unit, locale)))),
    ]),
  };
}
