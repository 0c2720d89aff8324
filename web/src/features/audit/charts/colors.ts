/** Colours and font as the style sheet has them, so that both themes have one source. */
export interface Colors {
  text1: string;
  text2: string;
  text3: string;
  ink: string;
  line: string;
  lineStrong: string;
  surface: string;
  raised: string;
  band: string;
  accent: string;
  red: string;
  redText: string;
  amber: string;
  amberText: string;
  amberFill: string;
  green: string;
  greenText: string;
  heat: string;
  cold: string;
  hues: string[];
  rest: string;
  font: string;
}

/** And a grey for what is left over. */
export const HUES = 7;

export function readColors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    text1: read("text-1"),
    text2: read("text-2"),
    text3: read("text-3"),
    ink: read("ink"),
    line: read("line"),
    lineStrong: read("line-strong"),
    surface: read("surface"),
    raised: read("raised"),
    band: read("band"),
    accent: read("accent"),
    red: read("red-bright"),
    redText: read("red-text"),
    amber: read("amber-line"),
    amberText: read("amber-text"),
    amberFill: read("amber"),
    green: read("green"),
    greenText: read("green-text"),
    heat: read("heat"),
    cold: read("cold"),
    hues: Array.from({ length: HUES }, (_, at) => read(`hue-${at}`)),
    rest: read("hue-rest"),
    font: style.fontFamily,
  };
}

type Rgb = [number, number, number];

/** So much of one colour in another; both as `#rrggbb`. */
export function mixed(one: string, other: string, share: number): string {
  const [first, second] = [rgbOf(one), rgbOf(other)];
  const part = (at: 0 | 1 | 2) => Math.round(first[at] * share + second[at] * (1 - share));
  return `#${([0, 1, 2] as const).map((at) => part(at).toString(16).padStart(2, "0")).join("")}`;
}

/** Dark or light letters, with a contrast of 4.5 on whatever colour: in the middle only full black has it. */
export function lettersOn(ground: string): string {
  const light = luminance(ground);
  if (light > 0.215) return "#0e1621";
  return light > 0.179 ? "#000000" : "#ffffff";
}

export function luminance(color: string): number {
  const [red, green, blue] = rgbOf(color).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The built style sheet writes a colour as short as it can: `#ffffff` as `#fff`. */
function rgbOf(color: string): Rgb {
  const full = color.length === 4 ? color.replace(/[0-9a-f]/gi, "$&$&") : color;
  const part = (at: number) => Number.parseInt(full.slice(at, at + 2), 16) || 0;
  return [part(1), part(3), part(5)];
}
