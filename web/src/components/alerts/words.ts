import type { Delivery, GateReason, Incident } from "@/api/alerts";
import type { GlyphName } from "@/components/glyph";
import { bareLimit, ownerName } from "@/components/words";
import { clockTime, shortDay, whenText } from "@/lib/calendar";

/** What incidents say in words. Times are told in the workspace's zone, as everywhere. */

const LINES = { alert_value: "red line", norm_value: "amber line", typical: "typical range" } as const;

/** What is wrong, without the name that stands beside it: `17, red line 12`. */
export function whatIsWrong({ kind, metric, subject, severity, title, state }: Incident): string {
  if (kind !== "threshold" || !metric) {
    // The name stands beside it already.
    const names = kind === "health" ? [`${metric?.code} `, `${metric?.name} `] : [`${kind} ${subject} `];
    return capital(names.reduce(withoutStart, title));
  }
  const { text, line } = metric;
  if (state === "closed") return capital(title);
  return line ? `${text}, ${LINES[line.name]} ${bareLimit(line.text)}` : `${text}, ${severity}`;
}

function withoutStart(text: string, start: string): string {
  return text.toLowerCase().startsWith(start.toLowerCase()) ? text.slice(start.length) : text;
}

const PLAIN_NAMES = { source: "Source", channel: "Channel", health: "", threshold: "", beats: "" } as const;

/** Whom it is about: the metric's name, `Source cards`, `The beats`. */
export function nameOf({ kind, metric, subject }: Incident): string {
  if (kind === "beats") return "The beats";
  return metric?.name ?? [PLAIN_NAMES[kind], subject].filter(Boolean).join(" ");
}

/** The shape in front of it: red and amber are the status of a metric; what fails has the sign of a failure. */
export function glyphOf({ kind, severity, state }: Pick<Incident, "kind" | "severity" | "state">): GlyphName {
  if (state === "closed") return "check";
  return kind === "threshold" ? severity : "error";
}

/** Nobody has picked it up, and somebody should. One that is pending has told nobody yet. */
export function isUntaken({ state, acked_at }: Pick<Incident, "state" | "acked_at">): boolean {
  return acked_at === null && (state === "firing" || state === "recovering");
}

/** `Ada, since 09:12`; null while nobody is on it. */
export function onItText({ acked_by, acked_at }: Pick<Incident, "acked_by" | "acked_at">, now: number, zone: string) {
  return acked_at === null ? null : `${ownerName(acked_by ?? "somebody")}, since ${whenText(acked_at, now, zone)}`;
}

export const GATE_WORDS: Record<GateReason, string> = {
  unverified: "not verified",
  changed: "changed since it was verified",
  no_owner: "no owner",
  no_channel: "no channel",
  snoozed: "snoozed",
  silenced: "silenced",
  muted: "muted",
};

const HELD: Record<string, string> = { ...GATE_WORDS, over_budget: "over its weekly budget", flapping: "it flaps" };

/** Why something was not told: the reason of a message in words. */
export function heldText(reason: string | null): string {
  return reason === null ? "nothing was told" : (HELD[reason] ?? reason);
}

export interface Told {
  text: string;
  /** Loud: nobody knows of it, or a message does not arrive. */
  tone: "quiet" | "told" | "loud";
}

/** What became of the newest that it had to tell: `told ops 09:12`, `ops: trying again`, `nobody: no channel`. */
export function toldText({ delivery, state }: Pick<Incident, "delivery" | "state">, now: number, zone: string): Told {
  const { state: sent, last_at: at, reason } = delivery;
  const to = delivery.channels.join(" and ");
  const when = at ? ` ${whenText(at, now, zone)}` : "";
  if (sent === "delivered") return { text: `told ${to}${when}`, tone: "told" };
  if (sent === "waiting") return { text: waitingText(to, reason), tone: "quiet" };
  if (sent === "retrying") return { text: `${to}: trying again`, tone: "loud" };
  if (sent === "dead") return { text: `${to} could not be told`, tone: "loud" };
  if (sent === "ambiguous") return { text: `${to} may not know`, tone: "loud" };
  if (sent === "suppressed")
    return { text: `nobody: ${heldText(reason)}`, tone: state === "closed" ? "quiet" : "loud" };
  return { text: state === "pending" ? "nobody yet" : "nobody", tone: "quiet" };
}

function waitingText(to: string, reason: string | null): string {
  if (reason === "over_budget" || reason === "flapping") return `in the daily digest: ${heldText(reason)}`;
  return to ? `telling ${to}` : "about to be told";
}

export interface Badge {
  key: string;
  text: string;
  title: string;
}

/** What else is to be known of it in a word each. None of it hides anything. */
export function badgesOf(incident: Incident, now: number, zone: string): Badge[] {
  const { state, flapping, snooze, gate, over_budget, comments } = incident;
  const said = incident.delivery.state === "suppressed" ? incident.delivery.reason : null;
  const held = gate.reasons.filter((reason) => !SAID_ELSEWHERE.includes(reason) && reason !== said);
  const badges: (Badge | false | null)[] = [
    state === "recovering" &&
      badge("recovering", "recovering", "It is good again, and told so once more readings say it."),
    state === "pending" && badge("pending", "pending", "It is told once more readings say so."),
    flapping && badge("flapping", "flapping", "It goes back and forth, so it is told once and then daily."),
    snooze && badge("quiet", quietText(snooze, now, zone), `${ownerName(snooze.by)}: ${snooze.reason}`),
    ...(state === "closed"
      ? []
      : held.map((why) => badge(why, GATE_WORDS[why], "Until that is done it tells nobody."))),
    over_budget &&
      badge("budget", "over budget", "It has told more than its weekly budget, so it goes into the daily digest."),
    comments > 0 &&
      badge("comments", comments === 1 ? "1 comment" : `${comments} comments`, "They stand in its timeline."),
  ];
  return badges.filter((each) => each !== false && each !== null);
}

/** By the badge of the snooze itself, and by whom it told. */
const SAID_ELSEWHERE: GateReason[] = ["snoozed", "silenced", "muted", "no_channel"];

function badge(key: string, text: string, title: string): Badge {
  return { key, text, title };
}

type Quiet = Pick<NonNullable<Incident["snooze"]>, "kind" | "until">;
const QUIET_WORDS = { snooze: "snoozed", silence: "silenced", mute: "muted" } as const;

/** `snoozed until Mon 09:00`, `muted` */
export function quietText({ kind, until }: Quiet, now: number, zone: string): string {
  return until ? `${QUIET_WORDS[kind]} until ${aheadText(until, now, zone)}` : QUIET_WORDS[kind];
}

const WEEK = 6 * 86_400_000;

/** A moment that is still to come: `14:30`, `Mon 09:00`, `3 Dec 09:00`. */
export function aheadText(at: string, now: number, zone: string): string {
  return Date.parse(at) - now < WEEK ? whenText(at, now, zone) : `${shortDay(at, zone)} ${clockTime(at, zone)}`;
}

/** `more people are told at 10:20`: what comes next while nobody acknowledges. */
export function nextText({ next }: Pick<Incident, "next">, now: number, zone: string): string | null {
  if (!next) return null;
  const when = aheadText(next.at, now, zone);
  const what = next.what === "step" ? "more people are told" : "everybody is reminded";
  return `${what} ${/^\d\d:/.test(when) ? "at" : "on"} ${when}`;
}

export const CLOSED_WORDS: Record<NonNullable<Incident["closed_reason"]>, string> = {
  resolved: "resolved",
  cleared: "never fired",
  edited: "its line was changed",
  unverified: "its verification was withdrawn",
  changed: "what it computes has changed",
  no_owner: "its owner was removed",
  retired: "the metric is retired",
};

export const MESSAGE_WORDS: Record<Delivery["state"], string> = {
  queued: "waits",
  sending: "being sent",
  retry: "trying again",
  delivered: "delivered",
  ambiguous: "unclear whether it arrived",
  dead: "not delivered",
  superseded: "overtaken by newer news",
  digest: "waits for the digest",
  suppressed: "told nobody",
};

/** The whole row as one sentence, for ears. */
export function incidentSentence(incident: Incident, now: number, zone: string): string {
  const { incident_id, severity, kind } = incident;
  const who = onItText(incident, now, zone);
  const told = toldText(incident, now, zone).text;
  const parts = [
    `Incident ${incident_id}, ${kind === "threshold" ? severity : "failing"}: ${nameOf(incident)}`,
    whatIsWrong(incident),
    `since ${whenText(incident.since, now, zone)}`,
    who ? `on it: ${who}` : isUntaken(incident) ? "not picked up" : "",
    told,
    ...badgesOf(incident, now, zone).map((each) => each.text),
  ];
  return parts.filter(Boolean).join(", ");
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
