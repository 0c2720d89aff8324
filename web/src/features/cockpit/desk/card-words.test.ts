import { expect, test } from "vitest";
import { makeMetricPage } from "../../../../fixtures/metric-pages";
import { DAY, makeMetric } from "../../../../fixtures/metrics";
import { excerpt, lastEdit, linesText, sourceLines } from "./card-words";

const now = Date.parse("2026-11-20T12:00:00Z");
const metric = makeMetric({ index: 4, now, placement: "stale" });
const page = makeMetricPage(metric, now);

test.each([
  ["Short.", 40, "Short."],
  ["One sentence ends here. Another would not fit at all.", 34, "One sentence ends here."],
  ["Early. But then a sentence without any end follows on", 40, "Early. But then a sentence without any…"],
  ["Two\n\n  lines", 40, "Two lines"],
])("an excerpt of %j in %i", (text, room, told) => {
  expect(excerpt(text, room)).toBe(told);
  expect(excerpt(text, room).length).toBeLessThanOrEqual(room);
});

test("lines are told with their side, or why there are none", () => {
  expect(linesText(metric)).toMatch(/^amber max .+, red max .+, target /);
  const bare = { ...metric, display: { ...metric.display, norm: null, alert: null, target: null } };
  expect(linesText(bare)).toBe("none: judged against what is typical");
  expect(linesText({ ...bare, typical: null })).toBe("none: shown, not judged");
});

test("a source is as old as the table that was read longest ago, and says what is wrong", () => {
  expect(sourceLines(page.tables, now)).toEqual(["webbank: read 4 d 3 h ago, connection refused at db.webbank:5432"]);
  const never = page.tables.map((table) => ({ ...table, checked_at: null, error: null }));
  expect(sourceLines(never, now)).toEqual(["webbank: never read"]);
});

test("the newest edit is told, whatever their order", () => {
  const edit = { ...page.operator_changes[0], by: "s.okafor@aurora.example", column: "alert_value" } as const;
  const changes = [
    { ...edit, at: new Date(now - 3 * DAY).toISOString(), by: "k.m@x.example" },
    { ...edit, at: new Date(now - DAY).toISOString() },
    // biome-ignore lint/suspicious/noExplicitAny: a column of another version
    { ...edit, at: new Date(now - 2 * DAY).toISOString(), column: "new_one" } as any,
  ];
  const people = [{ email: "s.okafor@aurora.example", name: "Sade Okafor" }];
  const operator_changes = changes as typeof page.operator_changes;
  expect(lastEdit({ operator_changes, people }, now, "UTC")).toBe("Sade Okafor changed the red line, Thu 12:00");
  expect(lastEdit({ operator_changes, people: [] }, now, "UTC")).toBe("s.okafor changed the red line, Thu 12:00");
  expect(lastEdit({ operator_changes: [], people }, now, "UTC")).toBeNull();
});

test.each([
  ["verified", "marek.dvorak verified it, 11:00"],
  ["unverified", "marek.dvorak withdrew the verification, 11:00"],
  ["changed", "marek.dvorak ended the verification, 11:00"],
])("a verification that became %s is told as what was done", (to, told) => {
  const [edit] = page.operator_changes;
  const at = new Date(now - DAY / 24).toISOString();
  // biome-ignore lint/suspicious/noExplicitAny: one edit of the page, as another column
  const verdict = { ...edit, by: "marek.dvorak@linden.example", column: "verification_state", to, at } as any;
  expect(lastEdit({ operator_changes: [verdict], people: [] }, now, "UTC")).toBe(told);
});
