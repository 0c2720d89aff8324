import { expect, test } from "vitest";
import { liesIn } from "./areas";

test.each([
  ["payments", "payments", true],
  ["payments/cards", "payments", true],
  ["payments/cards", " Payments ", true],
  ["Crédito/pymes", "credito", true],
  ["payments", "payments/cards", false],
  ["payments_old", "payments", false],
  ["risk", "payments", false],
  ["", "payments", false],
])("%j lies in %j: %s", (area, wanted, expected) => {
  expect(liesIn(area, wanted)).toBe(expected);
});
