/** The colours and the font of the page as the chart needs them: read from the style sheet, so that both themes have one source. */
export interface ChartColors {
  ink: string;
  text1: string;
  text2: string;
  text3: string;
  line: string;
  surface: string;
  red: string;
  redText: string;
  amber: string;
  amberText: string;
  accent: string;
  green: string;
  band: string;
  dangerZone: number;
  font: string;
}

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: read("ink"),
    text1: read("text-1"),
    text2: read("text-2"),
    text3: read("text-3"),
    line: read("line"),
    surface: read("surface"),
    red: read("red-bright"),
    redText: read("red-text"),
    amber: read("amber-line"),
    amberText: read("amber-text"),
    accent: read("accent"),
    green: read("green"),
    band: read("band"),
    dangerZone: Number(read("danger-zone")) || 0.06,
    font: style.fontFamily,
  };
}
