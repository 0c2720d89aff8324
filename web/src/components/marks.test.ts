import { expect, test } from "vitest";
import { makeMetric } from "../../fixtures/metrics";
import { marksOf } from "./marks";

const NOW = Date.parse("2026-11-28T10:00:00Z");
const metric = makeMetric({ index: 0, now: NOW, placement: "red" });
const AT = new Date(NOW - 3_600_000).toISOString();
const incident = { id: 5, state: "firing", acked_by: "ada@linden.example", acked_at: AT };

test("that messages are kept back, and that it goes back and forth, are marks beside who is on it", () => {
  const quieted = { kind: "snooze" as const, until: AT, by: "ada@linden.example" };
  const marks = marksOf({ ...metric, incident: { ...incident, flapping: true }, quieted }, NOW);
  expect(marks.slice(0, 3).map(({ kind, word, sentence }) => [kind, word, sentence])).toEqual([
    ["picked-up", "picked up", "Alert picked up by ada."],
    ["quiet", "snoozed", "Alerts snoozed by ada."],
    ["flapping", "flapping", "It goes back and forth."],
  ]);
  const muted = marksOf({ ...metric, quieted: { kind: "mute", until: null, by: "ada" } }, NOW);
  expect(muted[0]?.word).toBe("muted");
});

test("a board of an older version has neither", () => {
  const kinds = marksOf({ ...metric, incident }, NOW).map(({ kind }) => kind);
  expect(kinds).not.toContain("quiet");
  expect(kinds).not.toContain("flapping");
});

test("an alert that nobody was told of is not called not picked up", () => {
  const kindsOf = (told: boolean) =>
    marksOf({ ...metric, incident: { ...incident, acked_by: null, acked_at: null, told } }, NOW).map(
      ({ kind }) => kind,
    );
  expect(kindsOf(true)).toContain("not-picked-up");
  expect(kindsOf(false)).not.toContain("not-picked-up");
});
