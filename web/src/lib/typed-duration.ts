import { exactDigits, localDigits, plainDigits, type Typed, type ValueUnit } from "./typed-digits";

/** Durations as the screens write them: `90 s`, `4:12`, `1 h 30 m`, `2 d 4 h`. */

const MINUS = "\u2212";
const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];

const SECONDS: [RegExp, number][] = [
  [/^(d|days?)$/, DAY],
  [/^(h|hrs?|hours?)$/, HOUR],
  [/^(m|mins?|minutes?)$/, MINUTE],
  [/^(s|secs?|seconds?)$/, 1],
];

export function readDuration(text: string, unit: ValueUnit): Typed {
  const clock = /^(-?)(\d+):(\d\d)(?::(\d\d))?$/.exec(text);
  if (clock) return clockDuration(clock);
  const parts = [...text.toLowerCase().matchAll(/([\d.,]+) ?([a-z]+)/g)];
  const rest = text
    .toLowerCase()
    .replace(/[\d.,]+ ?[a-z]+/g, "")
    .trim();
  if (/^-?0$/.test(text)) return { value: 0, problem: null };
  if (/^-?[\d.,' ]+$/.test(text)) return refused(`${text} of what? Type ${text} s, ${text} m, ${text} h or ${text} d.`);
  if (parts.length === 0 || (rest !== "" && rest !== "-")) return refused(noDuration(text));
  let [seconds, before] = [0, Number.POSITIVE_INFINITY];
  for (const [, digits = "", name = ""] of parts) {
    const step = SECONDS.find(([pattern]) => pattern.test(name))?.[1];
    const plain = plainDigits(digits, unit);
    // Each part once, the larger one first.
    if (step === undefined || plain.problem !== null || step >= before) return refused(noDuration(text));
    seconds += Number(plain.digits) * step;
    before = step;
  }
  return { value: Number((rest === "-" ? -seconds : seconds).toFixed(6)), problem: null };
}

function refused(problem: string): Typed {
  return { value: null, problem };
}

function noDuration(text: string): string {
  return `${text} is not a duration: type 90 s, 4 m, 1 h 30 m or 2 d 4 h.`;
}

/** `4:12` is minutes and seconds, as the screens print it; `1:04:12` has hours. */
function clockDuration([text, minus, first = "0", second = "0", third]: RegExpExecArray): Typed {
  if (Number(second) > 59 || Number(third ?? 0) > 59) return refused(noDuration(text));
  const seconds =
    third === undefined
      ? Number(first) * MINUTE + Number(second)
      : Number(first) * HOUR + Number(second) * MINUTE + Number(third);
  return { value: minus ? -seconds : seconds, problem: null };
}

/** Every second of it, the largest part first. */
export function writeDuration(value: number, unit: ValueUnit): string {
  const size = Math.abs(value);
  const steps: [number, string][] = [
    ...(size >= 2 * DAY ? ([[DAY, "d"]] as [number, string][]) : []),
    [HOUR, "h"],
    [MINUTE, "m"],
  ];
  let rest = size;
  const parts: string[] = [];
  for (const [step, name] of steps) {
    const whole = Math.floor(rest / step);
    rest = Number((rest - whole * step).toFixed(6));
    if (whole > 0) parts.push(`${whole} ${name}`);
  }
  if (rest > 0 || parts.length === 0) parts.push(`${localDigits(exactDigits(rest), unit)} s`);
  return `${value < 0 ? MINUS : ""}${parts.join(" ")}`;
}
