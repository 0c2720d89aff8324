import { expect, test } from "vitest";
import { makeDelivery, makeInbox, makeIncident } from "../../../fixtures/alerts-pages";
import { remediesOf } from "./acts/incident-acts";
import { heldLead } from "./held-words";
import { leadOf } from "./inbox/lead";
import { inboxParts } from "./inbox/order";
import { act } from "./inbox/use-inbox-keys";
import { evidenceFacts } from "./incident/evidence-words";
import { daysOf } from "./incident/timeline-words";
import { bodyOf, whatItTells } from "./messages/message-words";
import { proofOf, testText } from "./standing/proof";
import { quietHoursText, stepText, whomText } from "./standing/rule-words";
import { searchOf, viewOf } from "./view";

const NOW = Date.parse("2026-11-28T10:00:00Z");
const ZONE = "Europe/Vilnius";
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString();

test("what nobody is on comes first, red before amber, the longest trouble first; pending ones last", () => {
  const taken = { acked_by: "ada", acked_at: at(-1) };
  const incidents = [
    makeIncident(NOW, { incident_id: 1, state: "pending", since: at(-9) }),
    makeIncident(NOW, { incident_id: 2, ...taken }),
    makeIncident(NOW, { incident_id: 3, severity: "amber", since: at(-8) }),
    makeIncident(NOW, { incident_id: 4, since: at(-2) }),
    makeIncident(NOW, { incident_id: 5, since: at(-3), state: "recovering" }),
  ];
  expect(inboxParts(incidents).map((part) => [part.key, part.incidents.map((each) => each.incident_id)])).toEqual([
    ["untaken", [5, 4, 3]],
    ["taken", [2]],
    ["pending", [1]],
  ]);
  expect(inboxParts([])).toEqual([]);
});

test("the lead says how it stands", () => {
  const taken = makeIncident(NOW, { acked_at: at(-1), acked_by: "ada" });
  expect(leadOf(makeInbox(NOW, []))).toEqual({ lead: "Nothing is wrong.", rest: "" });
  expect(leadOf(makeInbox(NOW, [taken])).lead).toBe("Somebody is on everything.");
  expect(leadOf(makeInbox(NOW, [taken, makeIncident(NOW)]))).toEqual({
    lead: "1 incident not picked up.",
    rest: "2 open.",
  });
});

test("A never takes back what somebody acknowledged, S needs a metric", () => {
  const done: string[] = [];
  const front = { toggle: () => done.push("toggle"), ask: (ask: string) => done.push(ask) };
  const incident = makeIncident(NOW);
  expect(act("a", { ...incident, acked_at: at(-1) }, front)).toBe(false);
  expect(act("s", { ...incident, metric: null }, front)).toBe(false);
  expect(act("x", incident, front)).toBe(false);
  expect([act("a", incident, front), act("s", incident, front), done]).toEqual([true, true, ["toggle", "snooze"]]);
});

test("what may not page is counted by reason, and each reason has its remedy", () => {
  const suppression = (reason: "unverified" | "no_owner", count: number) => ({ reason, count, metrics: [] });
  expect(heldLead(11, [suppression("unverified", 8), suppression("no_owner", 3)])).toEqual({
    lead: "11 metrics are red but may not page:",
    rest: "8 not verified, 3 without an owner.",
  });
  const gate = { open: false, reasons: ["unverified" as const, "no_owner" as const, "changed" as const] };
  expect(remediesOf(makeIncident(NOW, { gate }))).toEqual(["owner", "verify"]);
});

test("a channel's last proof, and how a test goes", () => {
  const [channel] = makeInbox(NOW).channels;
  if (!channel) throw new Error("the inbox has a channel");
  expect(proofOf(channel, NOW, ZONE)).toEqual({ state: "good", text: "delivered 11:00, 1 h ago" });
  expect(proofOf({ ...channel, proven_at: at(-50) }, NOW, ZONE).text).toBe("no proof for 2 d 2 h");
  expect(proofOf({ ...channel, proven_at: null }, NOW, ZONE).text).toBe("never proven");
  expect(proofOf({ ...channel, failed_at: at(-3), proven_at: at(-4) }, NOW, ZONE).text).toBe(
    "failed 09:00, and tries again",
  );
  expect(proofOf({ ...channel, failed_at: at(-3), proven_at: at(-1) }, NOW, ZONE).state).toBe("good");
  expect(proofOf({ ...channel, down: true, failed_at: at(-3) }, NOW, ZONE).text).toBe("down since 09:00");
  expect(testText(null)).toBe("on its way");
  expect(testText(makeDelivery(NOW))).toBe("delivered: look whether it is there");
  expect(testText(makeDelivery(NOW, { state: "dead", attempts: [], last_error: "403" }))).toBe("not delivered: 403");
});

test("a message says what it tells, and has its text", () => {
  const message = makeDelivery(NOW);
  expect(whatItTells(message)).toBe("Non-performing loans: fired");
  expect(whatItTells({ ...message, notices: [...message.notices, ...message.notices] })).toMatch(/^2 incidents: /);
  expect(whatItTells({ ...message, form: "test" })).toBe("a test");
  expect(bodyOf(message.content)).toBe("NPLR is red\n5.2 %, red line 5.0 %");
  expect([bodyOf(null), bodyOf("plain"), bodyOf({ subject: "S", body: "B" })]).toEqual([null, "plain", "S\n\nB"]);
});

test("rules are told in words", () => {
  expect(quietHoursText({ start: "22:00", end: "07:00", red_sends: false })).toBe("22:00–07:00, red waits as well");
  expect([1800, 7200, 45].map((after_seconds) => stepText({ after_seconds, channels: [] }))).toEqual([
    "After 30 min",
    "After 2 h",
    "After 45 s",
  ]);
  const targets = [
    { channel: "ops", recipient: "" },
    { channel: "mail", recipient: "ada@linden.example" },
  ];
  expect(whomText({ gate: { open: true, reasons: [] }, targets })).toBe("ops, ada@linden.example by mail");
  expect(whomText({ gate: { open: false, reasons: ["no_owner"] }, targets })).toBe("nobody: no owner");
});

test("evidence is told as far as it is understood; the timeline stands below its days", () => {
  expect(evidenceFacts({ how: "reading", value: 17, n: 3, status: "red", reason: "alert_crossed" })).toEqual([
    { name: "The last change was", value: "a reading" },
    { name: "Value", value: "17" },
    { name: "Rows", value: "3" },
    { name: "Verdict", value: "red, beyond its red line" },
  ]);
  expect(evidenceFacts({ odd: true })).toEqual([]);
  const entry = { what: "transition" as const, name: "fire", text: "fired", by: null, message_id: null };
  const days = daysOf(
    [
      { ...entry, at: at(0) },
      { ...entry, at: at(-12) },
      { ...entry, at: at(-13) },
    ],
    ZONE,
  );
  expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
    ["2026-11-28", 2],
    ["2026-11-27", 1],
  ]);
});

test("an address says what is shown, and filters of messages alone", () => {
  expect(searchOf(viewOf({ view: "messages", channel: "ops", state: "dead" }))).toEqual({
    view: "messages",
    channel: "ops",
    state: "dead",
  });
  expect(searchOf(viewOf({ view: "rules", channel: "ops" }))).toEqual({ view: "rules" });
  expect(searchOf(viewOf({ view: "nowhere", state: "odd" }))).toEqual({});
});
