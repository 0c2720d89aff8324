import { safeLocale } from "./number-text";

/** Digits as people type and read them: marks and spaces of their locale, exact in both directions. */
export interface ValueUnit {
  unit: string;
  locale: string;
  /** What stands before an amount of money: `€`. */
  prefix: string;
}

/** `value` is null for an empty field; `problem` says what is wrong and what would fit. */
export type Typed = { value: number | null; problem: null } | { value: null; problem: string };

const THIN = "\u2009";
const MINUS = "\u2212";

export type Plain = { digits: string; problem: null } | { digits: null; problem: string };

/**
 * Digits with a point before the decimals. A mark that appears with another, or again and again, is told by its place; a lone one before
 * three digits is what the locale says it is, and asked about where the locale writes commas and the mark is a point.
 */
export function plainDigits(text: string, unit: ValueUnit): Plain {
  const ungrouped = text.replace(/[' ](?=\d{3}(\D|$))/g, "");
  if (/[' ]/.test(ungrouped)) return refused(`${text} has a space in it that parts no thousands.`);
  const decimal = decimalIn(ungrouped, unit);
  if (decimal === "unclear") {
    const [whole, comma] = [ungrouped.replace(".", ""), ungrouped.replace(".", ",")];
    return refused(`${text} can be read in two ways: type ${whole} or ${comma}.`);
  }
  const [whole = "", fraction = "", ...more] = decimal === "" ? [ungrouped] : ungrouped.split(decimal);
  if (more.length > 0 || /[.,]/.test(fraction) || !isGrouped(whole)) {
    return refused(`${text} is no number: its points and commas do not fit.`);
  }
  return { digits: `${whole.replace(/[.,]/g, "") || "0"}.${fraction || "0"}`, problem: null };
}

function refused(problem: string): Plain {
  return { digits: null, problem };
}

/** Whole digits, in groups of three where they are parted at all. */
function isGrouped(whole: string): boolean {
  return /^\d*$/.test(whole) || /^\d{1,3}(,\d{3})+$/.test(whole) || /^\d{1,3}(\.\d{3})+$/.test(whole);
}

/** The mark before the decimals; empty where every mark parts thousands, or there is none. */
function decimalIn(text: string, unit: ValueUnit): string {
  const marks = text.match(/[.,]/g) ?? [];
  const last = marks.at(-1) ?? "";
  if (new Set(marks).size > 1) return last;
  if (marks.length !== 1) return "";
  const own = decimalMark(unit);
  const parts = /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);
  if (last === own || !parts) return last;
  return own === "," ? "unclear" : "";
}

function decimalMark({ locale }: ValueUnit): string {
  const parts = new Intl.NumberFormat(safeLocale(locale), { numberingSystem: "latn" }).formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value === "," ? "," : ".";
}

/** All digits of a number without an exponent, its point moved to the right. */
export function exactDigits(value: number, places = 0): string {
  const [mantissa = "0", exponent = "0"] = Math.abs(value).toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const point = whole.length + Number(exponent) + places;
  const all = whole + fraction;
  const digits = point <= 0 ? "0".repeat(1 - point) + all : all.padEnd(point, "0");
  const at = Math.max(1, point);
  const left = digits.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = digits.slice(at).replace(/0+$/, "");
  return `${value < 0 ? MINUS : ""}${left}${right ? `.${right}` : ""}`;
}

/** Digits with the mark of the locale and thin spaces between thousands. */
export function localDigits(digits: string, unit: ValueUnit): string {
  const [whole = "", fraction] = digits.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return fraction === undefined ? grouped : `${grouped}${decimalMark(unit)}${fraction}`;
}
