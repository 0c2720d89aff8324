import { expect, test } from "vitest";
import { makeMetric } from "../../../../fixtures/metrics";
import { sentence } from "./alerting-notice";
import { refusalOf } from "./tile-acts";

const metric = { ...makeMetric({ index: 0, now: Date.now(), placement: "red" }), code: "NPLR" };
const open = { id: 5, state: "firing", acked_by: null, acked_at: null };
const at = new Date(Date.now() - 3_600_000).toISOString();

test("a key on a tile says why there is nothing to do", () => {
  const told = (some: object, wish = "a") => refusalOf({ ...metric, ...some }, wish, "UTC");
  expect(told({ incident: null })).toBe("NPLR has no open alert");
  expect(told({ incident: { ...open, state: "pending" } })).toBe("NPLR has no open alert");
  expect(told({ incident: open })).toBe(null);
  expect(told({ incident: { ...open, acked_by: "ada@linden.example", acked_at: at } })).toMatch(
    /^ada has been on NPLR since/,
  );
  expect(told({ incident: null }, "s")).toBe(null);
  expect(told({ quieted: { kind: "mute", until: null, by: "ada" } }, "s")).toBe("NPLR is muted");
});

test("the notice names each channel that is down, and why", () => {
  const down = [
    { channel: "ops", since: at, reason: "refused" },
    { channel: "pager", since: at, reason: null },
  ];
  expect(sentence({ channels_down: down, no_beats_since: at })).toBe(
    "ops: refused, pager: down, no beat has been complete",
  );
});
