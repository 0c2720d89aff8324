import { expect, test } from "vitest";
import { numberText } from "./number-text";

const style = (unit: string, decimals: number | null = null, locale = "en") => ({ unit, decimals, locale });

test.each([
  [0.0512, style("ratio"), "5.12 %"],
  [0.0512, style("ratio", 1), "5.1 %"],
  [1204, style("count"), "1,204"],
  [12_345, style("count"), "12.3 k"],
  [4_560_000, style("EUR"), "4.56 m"],
  [90, style("seconds"), "1.5 min"],
  [3, style("days"), "3 d"],
  [-2.5, style("number"), "\u22122.5"],
  [5.25, style("number", null, "de"), "5,25"],
  [7, style("tickets"), "7 tickets"],
])("%s is written as people read it", (value, how, text) => {
  expect(numberText(value, how)).toBe(text);
});

test("an odd locale is no reason to fail", () => {
  expect(numberText(1.5, style("number", null, "not a locale"))).toBe("1.5");
});
