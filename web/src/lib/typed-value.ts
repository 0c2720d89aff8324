import { exactDigits, localDigits, plainDigits, type Typed, type ValueUnit } from "./typed-digits";
import { readDuration, writeDuration } from "./typed-duration";

/**
 * What a person types for a line or a target, and what a field shows for one: percent for a ratio, `1 h 30 m` for seconds, `50 k` and a
 * currency sign where they fit, the locale's decimal mark. Exact both ways: 0.951 is shown as 95.1 and read back as 0.951.
 */
const MINUS = "\u2212";

export function readTyped(text: string, unit: ValueUnit): Typed {
  const bare = text
    .replace(/[\s\u2009\u202f\u00a0]+/g, " ")
    .replaceAll(MINUS, "-")
    .trim();
  if (bare === "") return { value: null, problem: null };
  const typed = unit.unit === "seconds" ? readDuration(bare, unit) : readNumber(bare, unit);
  if (typed.value === null) return typed;
  if (!Number.isFinite(typed.value)) return wrong(`${bare} is larger than any number here.`);
  // Nothing below zero is nothing: no line is ever written as -0.
  return { value: typed.value || 0, problem: null };
}

/** What stands in the field for a value that is set. */
export function writeTyped(value: number | null, unit: ValueUnit): string {
  if (value === null) return "";
  if (unit.unit === "seconds") return writeDuration(value, unit);
  return localDigits(exactDigits(value, unit.unit === "ratio" ? 2 : 0), unit);
}

/** What stands before and after the field, so that nobody types it. */
export function aroundField({ unit, prefix }: ValueUnit): { before: string; after: string } {
  if (unit === "ratio") return { before: "", after: "%" };
  if (isMoney(unit)) return { before: prefix.trim() || unit, after: "" };
  if (unit === "days") return { before: "", after: "d" };
  const bare = unit === "count" || unit === "number" || unit === "seconds";
  return { before: "", after: bare ? "" : unit };
}

/** Typed text with what stands around its field: `90 k` becomes `€90 k`. Null for an empty field. */
export function asRead(text: string, unit: ValueUnit): string | null {
  const typed = text.trim();
  const { before, after } = aroundField(unit);
  if (typed === "") return null;
  const opened = before === "" || !/^[-\u2212\d.,]/.test(typed) ? typed : `${before}${typed}`;
  return after === "" || !/\d$/.test(typed) ? opened : `${opened} ${after}`;
}

function isMoney(unit: string): boolean {
  return /^[A-Z]{3}$/.test(unit);
}

function wrong(problem: string): Typed {
  return { value: null, problem };
}

const SCALES = new Map([
  ["k", 3],
  ["m", 6],
  ["mn", 6],
  ["bn", 9],
  ["tn", 12],
]);

function readNumber(text: string, unit: ValueUnit): Typed {
  const found = /^(-?)\s?(.*?)([\d.,' ]*\d[\d.,' ]*)\s?(.*)$/u.exec(text);
  const [, sign = "", before = "", digits = "", after = ""] = found ?? [];
  const minus = sign !== "" || before.trim().endsWith("-");
  const scale = scaleOf(after, unit);
  const strange = foreign(before.replace(/-\s*$/, ""), unit) || scale === null;
  if (!found || strange) return wrong(`${text} is not ${kindOf(unit)}.`);
  const plain = plainDigits(digits.trim(), unit);
  if (plain.problem !== null) return wrong(plain.problem);
  const shift = scale + (unit.unit === "ratio" ? -2 : 0);
  return { value: Number(`${minus ? "-" : ""}${plain.digits}e${shift}`), problem: null };
}

function kindOf({ unit }: ValueUnit): string {
  if (unit === "ratio") return "a percentage: type 95 for 95 %";
  if (isMoney(unit)) return `an amount of ${unit}: type 50000 or 50 k`;
  return "a number: type digits alone, such as 12 or 4.5";
}

/** What stands behind the digits: the unit itself, which says nothing new, or thousands and millions. Null: something else. */
function scaleOf(after: string, { unit, prefix }: ValueUnit): number | null {
  const own = [unit, prefix.trim(), ...(unit === "ratio" ? ["%"] : unit === "days" ? ["d", "day"] : [])];
  const words = after.trim().split(/\s+/).filter(Boolean);
  const rest = words.filter((word) => !own.some((each) => each !== "" && each.toLowerCase() === word.toLowerCase()));
  if (rest.length === 0) return 0;
  const scaled = unit === "count" || unit === "number" || isMoney(unit);
  return scaled && rest.length === 1 ? (SCALES.get((rest[0] ?? "").toLowerCase()) ?? null) : null;
}

/** Anything before the digits but the money's own sign or code. */
function foreign(before: string, { unit, prefix }: ValueUnit): boolean {
  const text = before.trim();
  return (
    text !== "" && !(isMoney(unit) && [unit.toLowerCase(), prefix.trim().toLowerCase()].includes(text.toLowerCase()))
  );
}
