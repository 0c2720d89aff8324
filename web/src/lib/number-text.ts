/**
 * Numbers for the axis of a chart, and for nothing else: every value comes from the server as text. An axis picks its own numbers,
 * so these follow the server's habits: its names for thousands and millions, its thin spaces, its 4:12 and 1 h 29 m.
 */
export interface NumberStyle {
  unit: string;
  locale: string;
  /** What stands before an amount of money, or after it. */
  prefix: string;
  suffix?: string;
}

const SCALES: [number, string][] = [
  [1e12, "tn"],
  [1e9, "bn"],
  [1e6, "M"],
  [1e3, "k"],
];
const IN_FULL_BELOW = 10_000;
const MINUS = "\u2212";
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

export function axisText(value: number, style: NumberStyle): string {
  const { unit, prefix, suffix } = style;
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (unit === "ratio") return `${sign}${digits(size * 100, style)} %`;
  if (unit === "seconds") return `${sign}${durationText(size, style)}`;
  const money = /^[A-Z]{3}$/.test(unit);
  const bare = unit === "count" || unit === "number" || (money && !suffix);
  const label = bare ? "" : unit === "days" ? " d" : ` ${money ? suffix : unit}`;
  return `${sign}${money ? prefix : ""}${scaled(size, money, style)}${label}`;
}

/** Where the sign of money stands, as the server wrote it for a value: `€84.0 m` or `84,0 m €`. */
export function signOfMoney(metricUnit: string, { prefix, unit }: { prefix: string; unit: string }) {
  const before = prefix.replace(/^\u2212/, "");
  const isAfter = /^[A-Z]{3}$/.test(metricUnit) && before === "";
  return { prefix: before, suffix: isAfter ? (unit.split(" ").at(-1) ?? "") : "" };
}

function scaled(size: number, money: boolean, style: NumberStyle): string {
  const step = size < IN_FULL_BELOW ? undefined : SCALES.find(([factor]) => size >= factor);
  if (!step) return digits(size, style);
  const [factor, name] = step;
  return `${digits(size / factor, style)} ${money && name === "M" ? "m" : name}`;
}

function durationText(seconds: number, style: NumberStyle): string {
  if (seconds < MINUTE) return `${digits(seconds, style)} s`;
  const whole = Math.round(seconds);
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, "0")}`;
  if (whole < 2 * DAY) return pair(whole, HOUR, "h", MINUTE, "m");
  return pair(whole, DAY, "d", HOUR, "h");
}

function pair(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.round((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest === 0 ? "" : ` ${rest} ${smallName}`}`;
}

/** The steps of an axis of durations: quarters of an hour and days, where tens would give 1:23 and 2:46. */
const STEPS = [
  1,
  2,
  5,
  10,
  15,
  30,
  MINUTE,
  120,
  300,
  600,
  900,
  1800,
  HOUR,
  7200,
  10_800,
  21_600,
  43_200,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
];
const TICKS = 5;

/** Null where the chart's own steps are good ones. */
export function axisStep(low: number, high: number, { unit }: NumberStyle): number | null {
  if (unit !== "seconds") return null;
  return STEPS.find((step) => (high - low) / step <= TICKS) ?? null;
}

/** Some locales leave four digits together; the server never does. */
const WRITTEN = { numberingSystem: "latn", useGrouping: "always" } as const;

function digits(value: number, { locale }: NumberStyle): string {
  const shape: Intl.NumberFormatOptions = value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  const parts = new Intl.NumberFormat(safeLocale(locale), { ...shape, ...WRITTEN }).formatToParts(value);
  return parts.map((part) => (part.type === "group" ? "\u2009" : part.value)).join("");
}

export function safeLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replace("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}
