import { expect, test } from "vitest";
import { axisStep, axisText, signOfMoney } from "./number-text";

const style = (unit: string, locale = "en", prefix = "") => ({ unit, locale, prefix });

test.each([
  [0.05, style("ratio"), "5 %"],
  [1200, style("count"), "1\u2009200"],
  [12_500, style("count"), "12.5 k"],
  [1_250_000, style("count"), "1.25 M"],
  [412_000, style("EUR", "en", "€"), "€412 k"],
  [-4_500_000, style("EUR", "en", "€"), "\u2212€4.5 m"],
  [2.4e12, style("number"), "2.4 tn"],
  [45, style("seconds"), "45 s"],
  [240, style("seconds"), "4:00"],
  [5400, style("seconds"), "1 h 30 m"],
  [259_200, style("seconds"), "3 d"],
  [3, style("days"), "3 d"],
  [5.25, style("number", "de"), "5,25"],
  [7000, style("tickets", "de"), "7\u2009000 tickets"],
])("%s on an axis reads as it would on a tile", (value, how, text) => {
  expect(axisText(value, how)).toBe(text);
});

test("money has its sign on the axis where the tile has it", () => {
  const german = signOfMoney("EUR", { prefix: "", unit: "m €" });
  expect(axisText(-4_500_000, { ...style("EUR", "de"), ...german })).toBe("\u22124,5 m €");
  const english = signOfMoney("EUR", { prefix: "\u2212€", unit: "m" });
  expect(axisText(-4_500_000, { ...style("EUR"), ...english })).toBe("\u2212€4.5 m");
  expect(signOfMoney("tickets", { prefix: "", unit: "tickets" }).suffix).toBe("");
});

test("an odd locale is no reason to fail", () => {
  expect(axisText(1.5, style("number", "not a locale"))).toBe("1.5");
});

test("an axis of durations steps in quarters and hours", () => {
  expect(axisStep(0, 1500, style("seconds"))).toBe(300);
  expect(axisStep(0, 9000, style("seconds"))).toBe(1800);
  expect(axisStep(0, 1500, style("count"))).toBeNull();
});
