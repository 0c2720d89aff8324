import { expect, test } from "vitest";
import { exactDigits, type ValueUnit } from "./typed-digits";
import { aroundField, asRead, readTyped, writeTyped } from "./typed-value";

const unit = (name: string, locale = "en", prefix = ""): ValueUnit => ({ unit: name, locale, prefix });
const RATIO = unit("ratio");
const EURO = unit("EUR", "en", "€");
const SECONDS = unit("seconds");

test.each<[string, ValueUnit, number]>([
  ["95", RATIO, 0.95],
  ["95 %", RATIO, 0.95],
  ["95.1%", RATIO, 0.951],
  ["5,1", RATIO, 0.051],
  ["99.99", RATIO, 0.9999],
  ["5,1", unit("ratio", "de"), 0.051],
  ["5.1", unit("ratio", "de"), 0.051],
  ["50000", EURO, 50_000],
  ["50 000", EURO, 50_000],
  ["50\u2009000", EURO, 50_000],
  ["50,000", EURO, 50_000],
  ["€50 k", EURO, 50_000],
  ["EUR 1.25 m", EURO, 1_250_000],
  ["\u2212€3 bn", EURO, -3_000_000_000],
  ["1,204.50", EURO, 1204.5],
  ["1.204,50", unit("EUR", "lt", "€"), 1204.5],
  ["1.204.000", unit("EUR", "de", "€"), 1_204_000],
  ["1'204", unit("CHF", "de-CH", "CHF"), 1204],
  ["12", unit("count"), 12],
  ["1.5 M", unit("count"), 1_500_000],
  ["0", unit("count"), 0],
  ["-0", unit("count"), 0],
  ["-0.00", RATIO, 0],
  ["\u2212€0", EURO, 0],
  ["-0 s", SECONDS, 0],
  ["-0:00", SECONDS, 0],
  [".5", unit("number"), 0.5],
  ["-3", unit("number"), -3],
  ["31 d", unit("days"), 31],
  ["6.4 bps", unit("bps"), 6.4],
  ["90 s", SECONDS, 90],
  ["1h 30m", SECONDS, 5400],
  ["1h30m", SECONDS, 5400],
  ["1 hour 30 min", SECONDS, 5400],
  ["1.5 h", SECONDS, 5400],
  ["1,5 h", unit("seconds", "de"), 5400],
  ["2 d 4 h", SECONDS, 187_200],
  ["4:12", SECONDS, 252],
  ["1:04:12", SECONDS, 3852],
  ["0", SECONDS, 0],
])("%s is read as a value", (text, of, value) => {
  expect(readTyped(text, of)).toEqual({ value, problem: null });
});

test.each<[string, ValueUnit, RegExp]>([
  ["abc", RATIO, /not a percentage: type 95 for 95 %/],
  ["5 k", RATIO, /not a percentage/],
  ["$50", EURO, /not an amount of EUR/],
  ["twelve", unit("count"), /not a number/],
  // Names that every object of the language has.
  ["5 constructor", unit("count"), /not a number/],
  ["5 __proto__", EURO, /not an amount of EUR/],
  ["1.2.3", unit("number"), /points and commas/],
  ["1 2", unit("number"), /parts no thousands/],
  ["1.204", unit("EUR", "de", "€"), /two ways: type 1204 or 1,204/],
  ["90", SECONDS, /90 of what\? Type 90 s/],
  ["1 m 1 h", SECONDS, /not a duration/],
  ["1:75", SECONDS, /not a duration/],
  ["soon", SECONDS, /not a duration/],
  ["9".repeat(400), unit("number"), /larger than any number/],
])("%s is refused with what would fit", (text, of, problem) => {
  const typed = readTyped(text, of);
  expect(typed.value).toBeNull();
  expect(typed.problem).toMatch(problem);
});

test("an empty field is no line", () => {
  expect(readTyped("  ", RATIO)).toEqual({ value: null, problem: null });
  expect(writeTyped(null, RATIO)).toBe("");
});

test.each<[number, ValueUnit, string]>([
  [0.951, RATIO, "95.1"],
  [0.57, RATIO, "57"],
  [0.0005, RATIO, "0.05"],
  [1.18, RATIO, "118"],
  [0.951, unit("ratio", "lt"), "95,1"],
  [50_000, EURO, "50\u2009000"],
  [-1204.5, EURO, "\u22121\u2009204.5"],
  [1e21, unit("number"), "1\u2009000\u2009000\u2009000\u2009000\u2009000\u2009000\u2009000"],
  [1.5e-7, unit("number"), "0.00000015"],
  [5400, SECONDS, "1 h 30 m"],
  [129_600, SECONDS, "36 h"],
  [187_200, SECONDS, "2 d 4 h"],
  [1.8, SECONDS, "1.8 s"],
  [0, SECONDS, "0 s"],
])("%d is written as it is typed, and read back as the same", (value, of, text) => {
  expect(writeTyped(value, of)).toBe(text);
  expect(readTyped(text, of)).toEqual({ value, problem: null });
});

test("digits are exact, without an exponent", () => {
  expect([exactDigits(0.07, 2), exactDigits(1e-9), exactDigits(123456789012345680000)]).toEqual([
    "7",
    "0.000000001",
    "123456789012345680000",
  ]);
});

test("nobody types the unit", () => {
  expect([
    aroundField(RATIO),
    aroundField(EURO),
    aroundField(unit("days")),
    aroundField(unit("bps")),
    aroundField(SECONDS),
  ]).toEqual([
    { before: "", after: "%" },
    { before: "€", after: "" },
    { before: "", after: "d" },
    { before: "", after: "bps" },
    { before: "", after: "" },
  ]);
});

test("what is typed is told as it would be read", () => {
  const told = [
    asRead("90 k", EURO),
    asRead("€90 k", EURO),
    asRead("5.1", RATIO),
    asRead("5.1 %", RATIO),
    asRead(" ", RATIO),
  ];
  expect(told).toEqual(["€90 k", "€90 k", "5.1 %", "5.1 %", null]);
});
