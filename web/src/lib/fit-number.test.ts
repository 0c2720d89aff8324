import { expect, test } from "vitest";
import { fitNumber, roomBeside } from "./fit-number";

test("a short number keeps its size, a long one shrinks, never below half", () => {
  expect(fitNumber({ prefix: "", value: "5.2", unit: "%" }, 124, 330)).toBe(1);
  const long = fitNumber({ prefix: "CHF ", value: "1\u2009234.56", unit: "m" }, 124, 330);
  expect(long).toBeLessThan(1);
  expect(fitNumber({ prefix: "", value: "999 999 999 999 999", unit: "tickets" }, 124, 100)).toBe(0.5);
});

test("the widest text beside the number takes its room", () => {
  expect(roomBeside(264, ["max 5.0 %", null, "+12.4 pp"], 20)).toBeLessThan(roomBeside(264, ["max 5 %"], 20));
});

test("a currency sign and a unit take their spaces with them", () => {
  // Measured in a browser: 131.4 units wide at size 45. What is told narrower cuts the limit beside it.
  expect(fitNumber({ prefix: "€", value: "2.31", unit: "m" }, 45, 130)).toBeLessThan(1);
});
