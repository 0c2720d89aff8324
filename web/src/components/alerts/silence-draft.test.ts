import { expect, test } from "vitest";
import { makeIncident } from "../../../fixtures/alerts-pages";
import { firstDraft, silenceOf } from "./silence-draft";

const NOW = Date.parse("2026-11-28T10:00:00Z");
const ZONE = "Europe/Vilnius";

test("what is likely meant is the metric of the incident, or what fails", () => {
  expect(firstDraft("silence", makeIncident(NOW), NOW, ZONE)).toMatchObject({ scope: "metric_id", value: "npl_ratio" });
  const source = makeIncident(NOW, { kind: "source", subject: "cards", metric: null });
  expect(firstDraft("mute", source, NOW, ZONE)).toMatchObject({ kind: "mute", scope: "subject", value: "cards" });
});

test("a silence needs what, an end that is ahead, and why; its times are those of the workspace", () => {
  const draft = { ...firstDraft("silence", null, NOW, ZONE), scope: "area" as const, value: " payments " };
  expect(silenceOf({ ...draft, value: "" }, NOW, ZONE).problem).toBe("Say what is to be quiet.");
  expect(silenceOf(draft, NOW, ZONE).problem).toMatch(/^Say why/);
  expect(silenceOf({ ...draft, until: "2026-11-28T11:00" }, NOW, ZONE).problem).toBe("That has passed already.");
  const ahead = { ...draft, from: "2026-12-01T22:00", reason: "move" };
  expect(silenceOf(ahead, NOW, ZONE).problem).toBe("It would end before it begins.");
  expect(silenceOf({ ...ahead, until: "2027-12-31T00:00" }, NOW, ZONE).problem).toBe("365 days are the most.");
  expect(silenceOf({ ...ahead, severity: "red", until: "2026-12-02T04:00" }, NOW, ZONE).wish).toEqual({
    ...{ kind: "silence", reason: "move", matcher: { area: "payments", severity: "red" } },
    ...{ starts_at: "2026-12-01T20:00:00.000Z", ends_at: "2026-12-02T02:00:00.000Z" },
  });
});

test("a mute has no end", () => {
  const draft = { ...firstDraft("mute", makeIncident(NOW), NOW, ZONE), until: "", reason: "known" };
  expect(silenceOf(draft, NOW, ZONE).wish).toMatchObject({ kind: "mute", ends_at: null, starts_at: null });
});
