import { changeText, exactText, styleOf, wholeText } from "../number-words";
import type { Figure, Figures } from "../payloads";
import type { NumberRows, PictureProps, Renderer } from "../renderer";
import { Spark } from "../spark";
import "../figures.css";

export const renderer: Renderer<Figures> = {
  isReadable: true,
  isEmpty: ({ figures }) => figures.every(({ value }) => value === null),
  sentence: ({ figures }) => `${figures.length} ${figures.length === 1 ? "figure" : "figures"}.`,
  rows: figureRows,
  Picture: FiguresPicture,
};

const WORDS = { red: "red", amber: "amber", green: "normal" } as const;

function FiguresPicture({ payload, locale }: PictureProps<Figures>) {
  return (
    <dl className="cut-figures">
      {payload.figures.map((figure) => (
        <div className={figure.tone ? `tone-${figure.tone}` : undefined} key={figure.label}>
          <dt>{figure.label}</dt>
          <dd className="number">
            <Value figure={figure} locale={locale} />
            {figure.tone && <span className="visually-hidden">, {WORDS[figure.tone]}</span>}
          </dd>
          {figure.change && <ChangeOf change={figure.change} locale={locale} />}
          {figure.spark?.some((value) => value !== null) && (
            <dd className="trend">
              <Spark values={figure.spark} tone={figure.tone} isWide />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

/** What follows the number stands small, as on the wall. */
function Value({ figure, locale }: { figure: Figure; locale: string }) {
  const text = wholeText(figure.value, styleOf(figure.unit, locale));
  const [, number = text, unit = ""] = /^(.*\d)( \D.*)$/.exec(text) ?? [];
  return (
    <>
      {number}
      {unit && <small>{unit}</small>}
    </>
  );
}

function ChangeOf({ change, locale }: { change: NonNullable<Figure["change"]>; locale: string }) {
  const { value, unit, label, good } = change;
  const tone = good === true ? "good" : good === false ? "bad" : "";
  return (
    <dd className={`figure-change ${tone}`}>
      <b>
        <span aria-hidden="true">{value > 0 ? "▲" : value < 0 ? "▼" : "▬"}</span>{" "}
        {changeText(value, styleOf(unit, locale))}
      </b>{" "}
      {label}
      {tone && <span className="visually-hidden">, {tone === "good" ? "better" : "worse"}</span>}
    </dd>
  );
}

function figureRows({ figures }: Figures, locale: string): NumberRows {
  return {
    head: [
      { text: "Figure", isNumber: false },
      { text: "Value", isNumber: true },
      { text: "Change", isNumber: true },
      { text: "", isNumber: false },
    ],
    rows: figures.map(({ label, value, unit, change }) => [
      label,
      exactText(value, styleOf(unit, locale)),
      change ? changeText(change.value, styleOf(change.unit, locale)) : "\u2013",
      change?.label ?? "",
    ]),
  };
}
