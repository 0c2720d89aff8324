import { expect, test } from "vitest";
import { initials } from "./initials";

test.each([
  ["Katrin Meyer", "KM"],
  ["katrin.meyer@aurora.example", "KM"],
  ["Ana María de la Cruz", "AC"],
  ["Юлия Петрова", "ЮП"],
  ["Maria del Carmen Ruiz", "MR"],
  ["wall", "W"],
  ["", ""],
])("%s is %s", (name, expected) => {
  expect(initials(name)).toBe(expected);
});
