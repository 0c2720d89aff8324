import { expect, test } from "vitest";
import type { Job } from "@/api/board";
import { progressOf } from "./refresh-words";

const source = (more: Partial<Job["sources"][number]>): Job["sources"][number] => ({
  ...{
    source_id: "webbank",
    dataset: "webbank_core",
    state: "ok",
    tables: 1,
    rows: 2,
    seconds: 0.1,
    error: null,
    note: null,
  },
  ...more,
});
const metric = (more: Partial<Job["metrics"][number]>): Job["metrics"][number] => ({
  ...{ metric_id: "late", outcome: "executed", why: null, seconds: 0.42, rows_read: 3, error: null },
  ...more,
});
const job = (more: Partial<Job>): Job => ({
  ...{ job_id: 7, state: "running", phase: "ingest", trigger: "ui", started_at: null, ended_at: null },
  ...{ sources: [source({})], metrics: [metric({})], errors: [] },
  ...more,
});

test.each<[Partial<Job>, string]>([
  [{ state: "queued", phase: null }, "waiting its turn"],
  [{ sources: [source({ state: "running" })] }, "reading webbank"],
  [{ phase: "measure" }, "measuring"],
  [{ phase: "publish", metrics: [] }, "publishing"],
  [{ state: "done", phase: null }, "measured in 0.4 s"],
  [{ state: "done", metrics: [metric({ outcome: "carried" })] }, "nothing new: its tables received no rows"],
])("a beat on its way, and well done: %o", (more, text) => {
  expect(progressOf(job(more), "late")).toEqual({ text, failed: false });
});

test.each<[Partial<Job>, string]>([
  [{ metrics: [metric({ outcome: "error", error: "column amount does not exist" })] }, "column amount does not exist"],
  [{ sources: [source({ state: "error", error: "connection refused" })] }, "connection refused"],
  [{ state: "abandoned" }, "The beat was broken off; the next one covers it."],
])("what failed is told: %o", (more, text) => {
  expect(progressOf(job({ state: "done", ...more }), "late")).toEqual({ text, failed: true });
});
