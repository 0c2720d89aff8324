import { expect, test } from "vitest";
import type { Backtest, Ruling } from "@/api/board";
import { backtestSentence, pagesNobody } from "./backtest-sentence";

interface Told {
  norm?: [number, string] | null;
  alert?: [number, string] | null;
  now?: Ruling["status_now"];
  red?: number;
  amber?: number;
  pages?: number;
  missing?: number;
  too_few?: number;
}

function ruling({ norm = [0.045, "4.5 %"], alert = [0.05, "5.0 %"], now = "red", ...told }: Told): Ruling {
  const { red = 2, amber = 3, pages = 1, missing = 0, too_few = 0 } = told;
  const window = {
    days: 90,
    first: "2026-08-30",
    last: "2026-11-27",
    green: 90 - red - amber - missing,
    older: 0,
    longest_red: null,
    first_crossed: null,
    last_crossed: null,
    text: "",
    ...{ red, amber, pages, missing, too_few },
  };
  return {
    norm_value: norm?.[0] ?? null,
    norm_text: norm?.[1] ?? null,
    alert_value: alert?.[0] ?? null,
    alert_text: alert?.[1] ?? null,
    clear: null,
    clear_text: null,
    page_on: "red",
    for: 1,
    keep: 2,
    min_n: null,
    status_now: now,
    windows: [window],
  };
}

function backtest(before: Told, after: Told | null, more: Partial<Backtest> = {}): Backtest {
  return {
    metric_id: "bad_loans",
    code: "NPLR",
    name: "Non-performing loans",
    unit: "ratio",
    verification_state: "verified",
    owner: "katrin.meyer@aurora.example",
    direction: "down",
    through: "2026-11-27",
    first_day: "2025-11-28",
    known_days: 365,
    present: ruling(before),
    proposed: after && ruling(after),
    sentence: "",
    hint: "",
    ...more,
  };
}

function told(before: Told, after: Told, more: Partial<Backtest> = {}): string {
  return (backtestSentence(backtest(before, after, more), 90) ?? []).map((piece) => piece.text).join("");
}

test("one line moved", () => {
  expect(told({}, { alert: [0.051, "5.1 %"], red: 1, amber: 4 })).toBe(
    "At 5.1 % instead of 5.0 %, the last 90 days would show 1 red day instead of 2 and 4 amber days instead of 3. Today stays red.",
  );
});

test("both lines moved, with what they call and what today becomes", () => {
  const after: Told = { norm: [0.05, "5.0 %"], alert: [0.06, "6.0 %"], red: 0, amber: 2, pages: 0, now: "amber" };
  expect(told({}, after)).toBe(
    "With red at 6.0 % instead of 5.0 % and amber at 5.0 % instead of 4.5 %, the last 90 days would show " +
      "no red days instead of 2, 2 amber days instead of 3 and no alerts instead of 1. Today turns amber.",
  );
});

test("a line taken away, and one that was not there", () => {
  expect(told({}, { norm: null, amber: 0 })).toMatch(
    /^With no amber line \(it is 4.5 %\), the last 90 days would show no amber/,
  );
  expect(told({ norm: null, amber: 0 }, {})).toMatch(/^With an amber line at 4.5 %, .* 3 amber days instead of none\./);
});

test("nothing that changes is said too", () => {
  expect(told({}, { alert: [0.0501, "5.01 %"] })).toBe(
    "At 5.01 % instead of 5.0 %, the last 90 days would show the same: 2 red days, 3 amber days, 1 alert. Today stays red.",
  );
  const calm: Told = { red: 0, amber: 0, pages: 0, now: "green" };
  expect(told(calm, { ...calm, alert: [0.06, "6.0 %"] })).toContain("the same: every day normal. Today stays normal.");
});

test("a short past, and none", () => {
  expect(told({ missing: 60 }, { alert: [0.06, "6 %"], missing: 60 })).toContain(
    "the 30 days with a value of the last 90 would",
  );
  const none: Told = { missing: 90, red: 0, amber: 0 };
  expect(told(none, { ...none, alert: [0.06, "6 %"] }, { hint: "`heartbeat backfill bad_loans` fills it." })).toBe(
    "None of the last 90 days has a value to try this on. `heartbeat backfill bad_loans` fills it.",
  );
});

test("days over too few rows are values that cannot be judged", () => {
  const few: Told = { missing: 90, too_few: 31, red: 0, amber: 0 };
  expect(told(few, { ...few, alert: [0.06, "6 %"] })).toMatch(
    /^The 31 days with a value in the last 90 rest on too few rows/,
  );
});

test("nothing is said where nothing is proposed", () => {
  expect(backtestSentence(backtest({}, null), 90)).toBeNull();
});

test("a metric that pages nobody says what is lacking", () => {
  expect(pagesNobody(backtest({}, {}))).toBeNull();
  expect(pagesNobody(backtest({}, {}, { verification_state: "unverified", owner: null }))).toBe(
    "It pages nobody until it is verified and has an owner.",
  );
});
