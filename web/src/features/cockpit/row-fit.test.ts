import { expect, test } from "vitest";
import { makeMetric } from "../../../fixtures/metrics";
import { divideWall, signalWidth } from "./layout";
import { fitRow, withoutUnit } from "./row-fit";

const metric = makeMetric({ index: 0, now: 0, placement: "amber" });
const shown = (value: string, unit: string, prefix = "") => ({
  ...metric,
  display: { ...metric.display, prefix, value, unit, text: `${prefix}${value} ${unit}` },
});
const WIDTH = 264;
const wish = { size: 57, context: 19.5, width: WIDTH };

test("a unit that stands beside the number already is dropped where the row is tight", () => {
  const tickets = { limit: "max 4\u2009000 tickets", change: "+312 tickets" };
  expect(fitRow(shown("4\u2009812", "tickets"), { ...wish, ...tickets })).toMatchObject({
    limit: "max 4\u2009000",
    change: "+312",
    wraps: false,
  });
  expect(fitRow(shown("4\u2009812", "tickets"), { ...wish, ...tickets, width: 860 }).limit).toBe(tickets.limit);
  expect(fitRow(shown("5.2", "%"), { ...wish, limit: "max 5.0 %", change: "+0.6 pp" }).limit).toBe("max 5.0 %");
});

test("what belongs to the number stays with it", () => {
  expect(withoutUnit("max 10 k tickets", "tickets")).toBe("max 10 k");
  expect(withoutUnit("max 4\u2009000 tickets", "k tickets")).toBe("max 4\u2009000");
  expect(withoutUnit("+312 tickets in 7 d", "tickets")).toBe("+312 in 7 d");
  expect(withoutUnit("max €1.20 m", "m")).toBe("max €1.20 m");
  expect(withoutUnit("max 9 h 30 m", "")).toBe("max 9 h 30 m");
  expect(withoutUnit("not typical", "typical")).toBe("not typical");
});

test("a limit whose digits do not fit takes two lines before any of them is cut", () => {
  const row = fitRow(shown("9\u2009999.876", "tickets/user"), {
    ...wish,
    limit: "max 9\u2009999.873 tickets/user",
    change: "+1\u2009204 tickets/user",
  });
  expect(row).toMatchObject({ wraps: true, change: null, limit: "max 9\u202f999.873" });
});

test("twelve tiles beside a count of the others share what that leaves", () => {
  const overfull = divideWall({ red: 3, signals: 40, normal: 20 }, 1080).signals;
  if (!overfull) throw new Error("there are signals");
  expect(6 * signalWidth(overfull) + 6 * 14 + 96).toBeCloseTo(1856);
});

test("where there is no number, what stands beside the words for that is whole", () => {
  const none = { ...metric, value: null };
  const { room } = fitRow(none, { ...wish, limit: null, change: null, others: ["failed since", "Wed 18:00"] });
  // "failed since" is 104 units wide at this size, measured in a browser; 10 lie between.
  expect(WIDTH - room).toBeGreaterThanOrEqual(114);
  expect(room).toBeGreaterThan(4.95 * 28);
  expect(fitRow(none, { ...wish, limit: null, change: null }).room).toBe(WIDTH);
});
