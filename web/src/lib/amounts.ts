/** Amounts as the pages print them: how many, how large, how long. */

const THIN = "\u202f";

/** `1 204 331` */
export function countText(count: number): string {
  return Math.round(count).toLocaleString("en").replaceAll(",", THIN);
}

/** `1 table`, `3 tables` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** `812 B`, `96 kB`, `1.2 MB`, `42 GB`: as Postgres counts, in steps of 1024. */
export function sizeText(bytes: number): string {
  let [amount, step] = [bytes, 0];
  while (amount >= 1000 && step < UNITS.length - 1) {
    amount /= 1024;
    step += 1;
  }
  return `${amount < 10 && step > 1 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[step]}`;
}

/** `under 0.1 s`, `0.2 s`, `12 s`, `3 min 20 s` */
export function secondsText(seconds: number): string {
  if (seconds < 0.05) return "under 0.1 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** What a statement takes, which may be very little: `4 ms`, `310 ms`, `1.4 s`, `3 min 20 s` */
export function fineSecondsText(seconds: number): string {
  if (seconds >= 0.9995) return secondsText(seconds);
  const milliseconds = seconds * 1000;
  return milliseconds > 0 && milliseconds < 1 ? "under 1 ms" : `${Math.round(milliseconds)} ms`;
}

/** A rate that may be small: `90 000`, `12`, `0.4` */
export function rateText(rate: number): string {
  if (rate >= 10 || rate === 0) return countText(rate);
  return rate >= 0.1 ? rate.toFixed(1) : "less than 0.1";
}
