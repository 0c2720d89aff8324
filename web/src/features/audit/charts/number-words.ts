import { axisText, type NumberStyle, safeLocale } from "@/lib/number-text";

/** Numbers of a cut as people read them: short on axes and marks, whole in tips and tables, exact where the picture is told as rows. */

const styles = new Map<string, NumberStyle>();
const MINUS = "\u2212";
const NONE = "\u2013";
/** From here on a table tells three digits and a step: nobody compares the last euro of a billion. */
const WHOLE_BELOW = 1_000_000;

/** How numbers of a unit are written in the workspace's locale. */
export function styleOf(unit: string, locale: string): NumberStyle {
  const key = `${locale} ${unit}`;
  const known = styles.get(key) ?? { unit, locale, ...signOf(unit, locale) };
  styles.set(key, known);
  return known;
}

export function isMoney(unit: string): boolean {
  return /^[A-Z]{3}$/.test(unit);
}

function signOf(unit: string, locale: string): { prefix: string; suffix: string } {
  if (!isMoney(unit)) return { prefix: "", suffix: "" };
  const parts = moneyParts(unit, locale);
  const at = parts.findIndex(({ type }) => type === "currency");
  const sign = parts[at]?.value ?? unit;
  const isLast = at > parts.findIndex(({ type }) => type === "integer");
  if (isLast) return { prefix: "", suffix: sign };
  return { prefix: /\p{L}$/u.test(sign) ? `${sign}\u2009` : sign, suffix: "" };
}

function moneyParts(unit: string, locale: string): Intl.NumberFormatPart[] {
  return new Intl.NumberFormat(safeLocale(locale), { style: "currency", currency: unit }).formatToParts(1);
}

/** `€12.4 k`: on axes and beside marks. */
export function shortText(value: number, style: NumberStyle): string {
  return axisText(value, style);
}

/** `€12 400`: in tips and tables, where numbers stand below one another. */
export function wholeText(value: number | null | undefined, style: NumberStyle): string {
  if (value === null || value === undefined) return NONE;
  const size = Math.abs(value);
  if (isTold(style) || size >= WHOLE_BELOW) return axisText(value, style);
  return dressed(value, written(size, style, size >= 100 ? 0 : sized(size)), style);
}

/** `€12 400.55`: the number behind the picture. */
export function exactText(value: number | null | undefined, style: NumberStyle): string {
  if (value === null || value === undefined) return NONE;
  if (style.unit === "seconds") return axisText(value, style);
  const size = Math.abs(value) * (style.unit === "ratio" ? 100 : 1);
  // Cents and hundredths of a percent stand below one another.
  const least = (isMoney(style.unit) || style.unit === "ratio") && size >= 1 && !Number.isInteger(size) ? 2 : 0;
  const text = written(size, style, size >= 1 ? 2 : 4, least);
  return style.unit === "ratio" ? `${value < 0 ? MINUS : ""}${text} %` : dressed(value, text, style);
}

/** With its sign, also when it went up: a change. */
export function changeText(value: number, style: NumberStyle): string {
  return value > 0 ? `+${wholeText(value, style)}` : wholeText(value, style);
}

/** A share of a whole, as a ratio is written. */
export function shareText(share: number | null, locale: string): string {
  return share === null ? NONE : axisText(share, styleOf("ratio", locale));
}

function isTold({ unit }: NumberStyle): boolean {
  return unit === "ratio" || unit === "seconds";
}

function sized(size: number): number {
  return size >= 10 ? 1 : size >= 1 || size === 0 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(size)));
}

function written(size: number, { locale }: NumberStyle, decimals: number, least = 0): string {
  // Some locales leave four digits together; the product never does.
  const shape = {
    maximumFractionDigits: decimals,
    minimumFractionDigits: least,
    numberingSystem: "latn",
    useGrouping: "always",
  } as const;
  const parts = new Intl.NumberFormat(safeLocale(locale), shape).formatToParts(size);
  return parts.map(({ type, value }) => (type === "group" ? "\u2009" : value)).join("");
}

function dressed(value: number, text: string, { unit, prefix, suffix }: NumberStyle): string {
  const money = isMoney(unit);
  const label =
    unit === "count" || unit === "number" || (money && !suffix)
      ? ""
      : ` ${money ? suffix : unit === "days" ? "d" : unit}`;
  return `${value < 0 ? MINUS : ""}${money ? prefix : ""}${text}${label}`;
}
