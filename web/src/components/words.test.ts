import { describe, expect, test } from "vitest";
import type { BoardMetric } from "@/api/board";
import { makeMetric } from "../../fixtures/metrics";
import { tileSentence } from "./tile-sentence";
import { causeText, changeText, cornerText, limitText, nameAmong, ownerName, ownerOf, troubleLines } from "./words";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const HOUR = 3_600_000;
const ago = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();
const red = makeMetric({ index: 0, now: NOW, placement: "red" });

describe("the corner", () => {
  test("is a short age while the data is fresh", () => {
    expect(cornerText({ ...red, source_as_of: ago(4 * 60_000) }, NOW)).toEqual({
      text: "4m",
      tone: "quiet",
      clock: null,
    });
  });

  test("gets loud when the source is overdue", () => {
    const old = { ...red, freshness: "red" as const, source_as_of: ago(52 * HOUR) };
    expect(cornerText(old, NOW)).toEqual({ text: "2 d 4 h old", tone: "loud", clock: null });
  });

  test("tells the age of the last good value after a failure, not of the last try", () => {
    const failed = { ...red, health: "error" as const, as_of: ago(5 * HOUR), source_as_of: ago(60_000) };
    expect(cornerText(failed, NOW)).toEqual({ text: "5 h old", tone: "loud", clock: null });
  });

  test("has a clock where a failure's age hides that the data is old as well", () => {
    const failed = { ...red, health: "error" as const, as_of: ago(5 * HOUR) };
    expect(cornerText({ ...failed, freshness: "amber" }, NOW).clock).toBe("aging");
    expect(cornerText({ ...failed, freshness: "red" }, NOW).clock).toBe("old");
  });

  test("tells the age of the data that gave no value, and nothing where none was read", () => {
    const none = { ...red, value: null, health: "no_data" as const, as_of: null };
    expect(cornerText({ ...none, source_as_of: ago(HOUR) }, NOW).text).toBe("1h");
    expect(cornerText({ ...none, source_as_of: null, freshness: "red" }, NOW)).toEqual({
      text: "",
      tone: "quiet",
      clock: "old",
    });
  });
});

test("a failing metric says since when", () => {
  const failed = { ...red, health: "error" as const, health_since: "2026-11-20T08:12:00Z" };
  expect(troubleLines(failed, NOW, "UTC")).toEqual(["failed since", "08:12"]);
  expect(troubleLines(red, NOW, "UTC")).toBeNull();
});

test("the limit line names what spoke", () => {
  expect(limitText(red)).toBe(red.display.alert);
  expect(limitText({ ...red, status: "amber", reason: "norm_crossed" })).toBe(red.display.norm);
  expect(limitText({ ...red, reason: "typical_2s" })).toBe("not typical");
  expect(limitText({ ...red, reason: "too_few", n: 12 })).toBe("only 12 rows");
});

test("a tile is one sentence for ears: what, how bad, since when, whether to believe it", () => {
  const said = tileSentence({ ...red, verification_state: "unverified", since: ago(2 * HOUR) }, NOW);
  expect(said).toContain("COLL, Card collateral unpaid: €412 k.");
  expect(said).toContain("Status red for 2 h.");
  expect(said).toContain("Not verified.");
});

test("a metric without a value never sounds as if it had one", () => {
  const said = tileSentence(
    {
      ...red,
      value: null,
      status: "amber",
      class: "amber",
      health: "no_data",
      reason: "no_data",
      as_of: null,
      source_as_of: null,
    },
    NOW,
  );
  expect(said).toContain("no value yet");
  expect(said).not.toContain("412");
  expect(said).not.toContain("never read");
});

test("a number of rows is not told as a limit", () => {
  expect(tileSentence({ ...red, reason: "too_few", n: 6 }, NOW)).toContain("Not judged anew: only 6 rows.");
  expect(tileSentence(red, NOW)).toContain("Limit: max");
});

test("the footer tells a change by the line that was crossed", () => {
  const change = { metric_id: red.metric_id, code: "COLL", at: ago(HOUR), from: "green" as const, to: "red" as const };
  expect(changeText(change, { ...red, display: { ...red.display, alert: "max 5.0 %" } })).toBe("above 5.0 %");
  expect(changeText({ ...change, from: "red", to: "green" }, red)).toBe("recovered");
  expect(changeText(change, undefined)).toBe("turned red");
});

test("an owner is known by the part before the at sign", () => {
  expect(ownerName("katrin.meyer@aurora.example")).toBe("katrin.meyer");
});

test("an owner is called as the workspace calls them, else by as much of the address as says who it is", () => {
  const [named, , unnamed] = [0, 1, 2].map((index) => makeMetric({ index, now: NOW, placement: "red" }));
  const metrics = [named, unnamed].filter((each) => each !== undefined);
  expect(metrics.map(ownerOf)).toEqual(["Katrin Meyer", "l.brandt"]);
  expect(nameAmong(metrics, "katrin.meyer@aurora.example")).toBe("Katrin Meyer");
  expect(nameAmong(metrics, "s.okafor@aurora.example")).toBe("s.okafor");
  const { owner_name: _, ...older } = metrics[0] as BoardMetric;
  expect(ownerOf(older as BoardMetric)).toBe("katrin.meyer");
  expect(ownerOf({ owner: null, owner_name: null })).toBeNull();
});

test.each([
  ["source unreachable: support, last read 4 days ago", "source unreachable: support"],
  ["no data: table core.limit has not landed yet", "limit has not landed yet"],
  ["failing: Postgres refused the SQL of tickets: division by zero", "SQL refused: division by zero"],
  [
    'failing: Postgres refused the SQL of tickets: column "x" does not exist (42703), at line 1 of the statement: select',
    'SQL refused: column "x" does not exist',
  ],
  ["source late: core, never read", "source late: core, never read"],
])("the cause %o is told on a tile without what stands beside it", (cause, told) => {
  expect(causeText({ ...red, cause })).toBe(told);
});
