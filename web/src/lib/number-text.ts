/**
 * Numbers for the axis of a chart and for tables of readings. The figures that people act on come from the server as text;
 * these follow the same habits: three significant digits, large ones shortened.
 */
export interface NumberStyle {
  unit: string;
  locale: string;
  decimals: number | null;
}

const STEPS: [number, string][] = [
  [1e9, "bn"],
  [1e6, "m"],
  [1e4, "k"],
];
const LENGTHS: [number, string][] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

export function numberText(value: number, style: NumberStyle): string {
  if (style.unit === "ratio") return `${digits(value * 100, style)} %`;
  if (style.unit === "seconds") return lengthText(value, style);
  const money = /^[A-Z]{3}$/.test(style.unit);
  const plain = style.unit === "count" || style.unit === "number" || money;
  const suffix = style.unit === "days" ? " d" : plain ? "" : ` ${style.unit}`;
  return `${shortened(value, style)}${suffix}`;
}

function shortened(value: number, style: NumberStyle): string {
  const step = STEPS.find(([size]) => Math.abs(value) >= size);
  if (!step) return digits(value, style);
  const [size, sign] = step;
  return `${digits(value / (sign === "k" ? 1000 : size), { ...style, decimals: null })} ${sign}`;
}

function lengthText(value: number, style: NumberStyle): string {
  const [size, sign] = LENGTHS.find(([length]) => Math.abs(value) >= length) ?? [1, "s"];
  return `${digits(value / size, style)} ${sign}`;
}

function digits(value: number, { locale, decimals }: NumberStyle): string {
  const whole = Number.isInteger(value) && Math.abs(value) < 10_000;
  const shape: Intl.NumberFormatOptions =
    decimals !== null
      ? { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
      : whole
        ? { maximumFractionDigits: 0 }
        : Math.abs(value) >= 100
          ? { maximumFractionDigits: 0 }
          : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(safeLocale(locale), shape).format(value).replace("-", "\u2212");
}

function safeLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replace("_", "-"))[0] ?? "en";
  } catch {
    return "en";
  }
}
