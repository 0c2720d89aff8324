import { expect, test } from "vitest";
import { drawSpark, SPARK_HEIGHT, type SparkInput, tickY } from "./spark-geometry";

const base: SparkInput = {
  points: [
    ["2026-11-18", 10],
    ["2026-11-19", 11],
    ["2026-11-20", 14],
  ],
  lastDay: "2026-11-20",
  days: 30,
  direction: "down",
  limit: 13,
  second: null,
  typical: null,
};

test("a limit near the curve is drawn, and the breach lies above it when lower is better", () => {
  const spark = drawSpark(base);
  expect(spark.limitY).not.toBeNull();
  expect(spark.breach).toEqual({ y: 0, height: spark.limitY });
});

test("when higher is better the breach lies below the limit", () => {
  const spark = drawSpark({ ...base, direction: "up", limit: 12 });
  expect(spark.breach?.height).toBeCloseTo(SPARK_HEIGHT - (spark.limitY ?? 0));
});

test("a limit far away does not flatten the curve", () => {
  expect(drawSpark({ ...base, limit: 1000 }).limitY).toBeNull();
});

test("a limit that was crossed shows however far away it lies", () => {
  expect(drawSpark({ ...base, limit: -1000, crossed: true }).limitY).not.toBeNull();
});

test("a metric that stopped ends before the right edge", () => {
  const stopped = drawSpark({ ...base, lastDay: "2026-11-24" });
  expect(stopped.end?.x).toBeLessThan(drawSpark(base).end?.x ?? 0);
});

test("days older than the window are left out", () => {
  const spark = drawSpark({ ...base, points: [["2026-01-01", 500], ...base.points] });
  expect(spark.line).toBe(drawSpark(base).line);
});

test("days that are missing break the curve, and a lone day is a dot", () => {
  const spark = drawSpark({
    ...base,
    points: [
      ["2026-11-02", 10],
      ["2026-11-03", 11],
      ["2026-11-10", 12],
      ["2026-11-19", 13],
      ["2026-11-20", 14],
    ],
  });
  expect(spark.line.match(/M/g)).toHaveLength(3);
  expect(spark.line).toMatch(/M[\d.,]+Z/);
  expect(spark.area?.match(/M/g)).toHaveLength(3);
});

test("a flat curve lies in the middle, and no points draw nothing", () => {
  const flat = drawSpark({
    ...base,
    limit: null,
    points: [
      ["2026-11-19", 5],
      ["2026-11-20", 5],
    ],
  });
  expect(flat.end?.y).toBeCloseTo(SPARK_HEIGHT / 2);
  expect(drawSpark({ ...base, points: [] }).end).toBeNull();
});

test("the typical band stays inside the picture", () => {
  const { band } = drawSpark({ ...base, typical: { mean: 11, stddev: 2 } });
  expect(band).not.toBeNull();
  expect((band?.y ?? -1) >= 0 && (band?.y ?? 0) + (band?.height ?? 0) <= SPARK_HEIGHT).toBe(true);
});

test("a tick beyond the picture sticks to its border", () => {
  expect(tickY(1e9, base.points, null)).toBe(8);
});

test("the first day is a dot at the end of a track, not a curve", () => {
  expect(drawSpark({ ...base, points: base.points.slice(-1) }).track).toBe(true);
  expect(drawSpark(base).track).toBe(false);
});

test("the second line is measured by the curve, so that a crossed line far away does not bring another", () => {
  const spark = drawSpark({ ...base, limit: -100, second: -150, crossed: true });
  expect([spark.limitY === null, spark.secondY === null]).toEqual([false, true]);
});
