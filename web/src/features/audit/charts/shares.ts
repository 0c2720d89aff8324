import type { Series } from "./payloads";

/** Each value as its share of all at its label; of what goes below zero by size. Null where there is nothing to share. */
export function shared(series: readonly Series[]): Series[] {
  const count = series[0]?.values.length ?? 0;
  const whole = Array.from({ length: count }, (_, at) =>
    series.reduce((sum, { values }) => sum + Math.abs(values[at] ?? 0), 0),
  );
  return series.map(({ name, values }) => ({
    name,
    values: values.map((value, at) => (value === null || !whole[at] ? null : value / whole[at])),
  }));
}

/** From the lowest to the highest stack. */
export function stackEnds(series: readonly Series[]): number[] {
  const count = series[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, at) => {
    const values = series.map(({ values: all }) => all[at] ?? 0);
    const sum = (sign: number) => values.reduce((total, value) => (value * sign > 0 ? total + value : total), 0);
    return [sum(1), sum(-1)];
  }).flat();
}

export function sumAt(series: readonly Series[], at: number): number {
  return series.reduce((total, { values }) => total + (values[at] ?? 0), 0);
}
