import { expect, test } from "vitest";
import { fitName, linesOf, nameWidth } from "./fit-name";

// Measured in a browser, at 18 units and weight 400.
test.each([
  ["Outgoing payments approved within an hour", 20.6],
  ["Просроченные обращения клиентов в банк", 21.0],
  ["Καθυστερημένες πληρωμές άνω των 30 ημερ.", 22.0],
  ["Durchschnittliche Bearbeitungszeit Antrag", 19.6],
])("%o is told about as wide as it is, rather wider", (name, ems) => {
  expect(nameWidth(name, 1) / ems).toBeGreaterThan(0.98);
  expect(nameWidth(name, 1) / ems).toBeLessThan(1.1);
});

test("a name takes the largest letters in which it is whole", () => {
  const steps = [
    { size: 18, lines: 1 },
    { size: 16, lines: 2 },
    { size: 15.5, lines: 2 },
  ];
  expect(fitName("Deposits", 195, steps)).toBe(0);
  expect(fitName("Onboarding completed, first card", 195, steps)).toBe(1);
  expect(fitName("Просроченные обращения клиентов в банк и на сайте", 195, steps)).toBe(2);
});

test("a word that is longer than a line goes on in the next one", () => {
  expect(linesOf("Kreditkartenzahlungsausfallwahrscheinlic", 16, 195)).toBe(2);
  expect(linesOf("Kreditkartenzahlungsausfallwahrscheinlic", 16, 120)).toBe(3);
});
