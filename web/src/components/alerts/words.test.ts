import { expect, test } from "vitest";
import { ActProblem } from "@/api/alerts";
import { METRIC, makeIncident } from "../../../fixtures/alerts-pages";
import { actProblemText } from "./act-problem";
import {
  aheadText,
  badgesOf,
  incidentSentence,
  nameOf,
  nextText,
  onItText,
  quietText,
  toldText,
  whatIsWrong,
} from "./words";

const NOW = Date.parse("2026-11-28T10:00:00Z");
const ZONE = "Europe/Vilnius";
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();
const delivery = (some: object) => ({ delivery: { ...makeIncident(NOW).delivery, ...some }, state: "firing" as const });

test("what is wrong is said with the value and the line it is beyond, without the name beside it", () => {
  expect(whatIsWrong(makeIncident(NOW))).toBe("5.2 %, red line 5.0 %");
  const amber = { ...METRIC, text: "4.7 %", line: { name: "norm_value" as const, text: "max 4.5 %" } };
  expect(whatIsWrong(makeIncident(NOW, { severity: "amber", metric: amber }))).toBe("4.7 %, amber line 4.5 %");
  expect(whatIsWrong(makeIncident(NOW, { metric: { ...METRIC, line: null } }))).toBe("5.2 %, red");
  const health = makeIncident(NOW, { kind: "health", title: "NPLR Non-performing loans cannot be measured" });
  expect(whatIsWrong(health)).toBe("Cannot be measured");
  const source = {
    kind: "source" as const,
    subject: "cards",
    metric: null,
    title: "source cards fails; 2 metrics stand still",
  };
  expect(whatIsWrong(makeIncident(NOW, { ...source, metric_count: 2 }))).toBe("Fails; 2 metrics stand still");
  expect(nameOf(makeIncident(NOW, source))).toBe("Source cards");
  expect(nameOf(makeIncident(NOW, { ...source, kind: "beats", subject: "beats" }))).toBe("The beats");
});

test("who is on it is told with since when", () => {
  expect(onItText({ acked_by: null, acked_at: null }, NOW, ZONE)).toBe(null);
  expect(onItText({ acked_by: "ada@linden.example", acked_at: at(-2.8) }, NOW, ZONE)).toBe("ada, since 09:12");
});

test("what became of its message says whom it reached, or why nobody", () => {
  const told = (some: object) => toldText(delivery(some), NOW, ZONE);
  expect(told({ last_at: at(-0.8) })).toEqual({ text: "told ops 11:12", tone: "told" });
  expect(told({ state: "retrying" })).toEqual({ text: "ops: trying again", tone: "loud" });
  expect(told({ state: "dead", channels: ["ops", "pager"] }).text).toBe("ops and pager could not be told");
  const held = { state: "suppressed", channels: [], reason: "no_channel" };
  expect(told(held)).toEqual({ text: "nobody: no channel", tone: "loud" });
  expect(told({ ...held, reason: "no_owner" }).text).toBe("nobody: no owner");
  expect(told({ state: "waiting", reason: "over_budget" }).text).toBe("in the daily digest: over its weekly budget");
  expect(told({ state: "waiting", reason: null }).text).toBe("telling ops");
  expect(toldText({ ...delivery({ state: "none" }), state: "pending" }, NOW, ZONE).text).toBe("nobody yet");
});

test("badges say all that else is to be known, and nothing twice", () => {
  const snooze = { kind: "snooze" as const, until: at(20), by: "ada@linden.example", reason: "deploy", silence_id: 3 };
  const gate = { open: false, reasons: ["unverified" as const, "no_owner" as const, "snoozed" as const] };
  const incident = makeIncident(NOW, { flapping: true, over_budget: true, snooze, gate, comments: 2 });
  const texts = (some: object) => badgesOf({ ...incident, ...some }, NOW, ZONE).map(({ text }) => text);
  expect(texts({})).toEqual([
    "flapping",
    "snoozed until Sun 08:00",
    "not verified",
    "no owner",
    "over budget",
    "2 comments",
  ]);
  expect(texts(delivery({ state: "suppressed", reason: "unverified" }))).not.toContain("not verified");
  expect(texts({ state: "recovering" })[0]).toBe("recovering");
  expect(quietText({ kind: "mute", until: null }, NOW, ZONE)).toBe("muted");
});

test("a moment ahead is told by its weekday within a week, else by its day", () => {
  expect([aheadText(at(1), NOW, ZONE), aheadText(at(48), NOW, ZONE), aheadText(at(24 * 20), NOW, ZONE)]).toEqual([
    "13:00",
    "Mon 12:00",
    "18 Dec 12:00",
  ]);
  expect(nextText({ next: { what: "step", at: at(0.5) } }, NOW, ZONE)).toBe("more people are told at 12:30");
  expect(nextText({ next: { what: "reminder", at: at(24) } }, NOW, ZONE)).toBe("everybody is reminded on Sun 12:00");
});

test("the row is one sentence for ears", () => {
  expect(incidentSentence(makeIncident(NOW), NOW, ZONE)).toBe(
    "Incident 12, red: Non-performing loans, 5.2 %, red line 5.0 %, since 11:00, not picked up, told ops 11:01",
  );
});

test("a refusal names who was faster, or what is wrong with it", () => {
  const settled = {
    incident_id: 12,
    acked_by: "ada@linden.example",
    acked_at: at(-1),
    closed_at: null,
    closed_by: null,
  };
  const taken = new ActProblem(409, { ...settled, state: "firing", closed_reason: null, message: "no" });
  const said = (problem: Error) => actProblemText(problem, ZONE);
  expect(said(taken)).toMatch(/^ada has been on it since \d\d:\d\d\.$|^ada has been on it since /);
  const over = { ...settled, state: "closed" as const, closed_at: at(-1), closed_reason: "resolved" };
  expect(said(new ActProblem(409, over))).toMatch(/^It was closed at .*: resolved\. Nothing has to be done\.$/);
  const problems = [{ field: "reason", message: "reason is empty.", hint: "Write one." }];
  expect(said(new ActProblem(422, { problems }))).toBe("reason is empty. Write one.");
  expect(said(new TypeError("failed"))).toMatch(/^Not done: the server did not answer/);
});
