import { expect, test } from "vitest";
import type { Job } from "@/api/board";
import { ApiProblem } from "@/api/http";
import { outcomeOf, refusalOf } from "./refresh-outcome";

const job: Job = {
  job_id: 17,
  state: "done",
  phase: null,
  trigger: "ui",
  started_at: "2026-11-20T09:00:00Z",
  ended_at: "2026-11-20T09:01:00Z",
  sources: [],
  metrics: [],
  errors: [],
};
const away = { where: "support", message: "unreachable: connection refused" };

test("what failed is told with the beat to look at", () => {
  expect(outcomeOf(job)).toEqual({ title: "Refreshed.", failures: [], beat: 17 });
  expect(outcomeOf({ ...job, errors: [away] })).toEqual({
    title: "Refreshed, but one thing failed",
    failures: [away],
    beat: 17,
  });
  expect(outcomeOf({ ...job, errors: [away, away] }).title).toBe("Refreshed, but 2 things failed");
});

test("a beat that was broken off says so first", () => {
  const outcome = outcomeOf({ ...job, state: "abandoned", errors: [away] });
  expect(outcome.title).toBe("The refresh did not end");
  expect(outcome.failures.map(({ where }) => where)).toEqual(["beat", "support"]);
});

test("a refusal tells what the server said and what to do, or that there was none", () => {
  const refused = new ApiProblem(409, "not-deployed", "Nothing is deployed yet.", "Run heartbeat deploy.");
  expect(refusalOf(refused).failures[0]?.message).toBe("Nothing is deployed yet. Run heartbeat deploy.");
  expect(refusalOf(new TypeError("Failed to fetch")).failures[0]?.message).toMatch(/^The server did not answer/);
});
