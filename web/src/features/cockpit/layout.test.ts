import { describe, expect, test } from "vitest";
import { divideWall, GAP, NORMAL_GAP } from "./layout";
import { frameOf } from "./use-frame";

const FRAME = 1080;
const wall = (red: number, signals: number, normal: number) => divideWall({ red, signals, normal }, FRAME);

describe("growth of red", () => {
  test.each([
    [1, "one", 1, 288],
    [2, "wide", 2, 288],
    [3, "wide", 3, 288],
    [4, "four", 4, 288],
    [5, "medium", 3, 410],
    [6, "medium", 3, 410],
    [7, "small", 4, 314],
    [12, "small", 4, 478],
  ])("%i reds are %s tiles in %i columns", (count, size, columns, height) => {
    expect(wall(count, 4, 20).red).toMatchObject({ size, columns, height, shown: count });
  });

  test("beyond twelve the worst twelve show, the others are counted, normal tiles make way", () => {
    const { red, normal } = wall(19, 3, 30);
    expect(red).toMatchObject({ size: "crowd", shown: 12 });
    expect(normal).toBeNull();
  });

  test.each([
    [1, "one", 1, 1.5],
    [2, "wide", 2, 1.51],
    [4, "wide", 2, 1.51],
    [5, "wide", 3, 1],
    [8, "four", 4, 1.01],
    [12, "four", 4, 1.01],
  ])(
    "%i reds and nothing else are %s tiles in %i columns, %d times as large, down to the last line",
    (count, size, columns, scale) => {
      const { red } = wall(count, 0, 0);
      expect(red).toMatchObject({ size, columns, height: FRAME - 132 - 2 * GAP, shown: count });
      expect(red?.scale).toBeCloseTo(scale, 2);
    },
  );

  test("on a low wall the same reds share the height in the tiles that have room", () => {
    expect(divideWall({ red: 12, signals: 0, normal: 0 }, 940).red).toMatchObject({
      size: "small",
      height: 780,
      scale: 1,
    });
    expect(wall(8, 1, 0).red).toMatchObject({ size: "small", scale: 1 });
  });

  test("without red its height goes to normal", () => {
    const { red, normal } = wall(0, 0, 60);
    expect(red).toBeNull();
    expect(normal?.rows).toBe(8);
  });
});

describe("amber and stale", () => {
  test("one row of 196 up to six, then two rows of 150, then counted", () => {
    expect(wall(3, 6, 20).signals).toMatchObject({ rows: 1, height: 196, more: 0 });
    expect(wall(3, 7, 20).signals).toMatchObject({ rows: 2, height: 314, more: 0 });
    expect(wall(3, 40, 20).signals).toMatchObject({ shown: 12, more: 28 });
  });

  test.each([
    [6, 6],
    [7, 4],
    [9, 5],
    [12, 6],
  ])("%i of them stand in %i columns, so that no row is half empty", (signals, columns) => {
    expect(wall(4, signals, 24).signals?.columns).toBe(columns);
  });

  test("seven reds leave one line of chips", () => {
    expect(wall(7, 9, 20).signals).toMatchObject({ look: "chips" });
  });
});

describe("normal", () => {
  test("with three reds and amber the band is 408 high: three rows of eight", () => {
    expect(wall(3, 6, 22).normal).toMatchObject({
      columns: 8,
      rows: 3,
      rowHeight: (408 - 20) / 3,
      pages: 1,
      number: 40,
    });
  });

  test("the fewest of 8, 10 or 12 columns that show all", () => {
    expect(wall(6, 6, 16).normal?.columns).toBe(8);
    expect(wall(6, 6, 19).normal?.columns).toBe(10);
    expect(wall(6, 6, 23).normal?.columns).toBe(12);
  });

  test("if twelve columns are not enough, normal pages, and nothing else does", () => {
    const { normal } = wall(6, 6, 60);
    expect(normal).toMatchObject({ columns: 12, rows: 2, perPage: 24, pages: 3 });
  });

  test("narrow tiles keep a strip of a curve, until five reds", () => {
    expect(wall(3, 6, 22).normal?.curve).toBe("beside");
    expect(wall(4, 9, 24).normal?.curve).toBe("strip");
    expect(wall(6, 6, 19).normal?.curve).toBe("none");
  });

  test("a calm board has larger numbers", () => {
    expect(wall(0, 0, 31).normal).toMatchObject({ columns: 8, number: 52 });
    expect(wall(0, 0, 5).normal).toMatchObject({ columns: 3, number: 124 });
    expect(wall(0, 1, 5).normal).toMatchObject({ columns: 4, number: 88, size: "large" });
  });
});

/** Every combination of frame heights and counts. */
const WALLS = [940, 1012, 1080, 1200].flatMap((height) =>
  [0, 1, 3, 4, 6, 8, 12, 13, 60].flatMap((red) =>
    [0, 1, 6, 7, 13, 80].flatMap((signals) => [0, 1, 9, 31, 200].map((normal) => ({ height, red, signals, normal }))),
  ),
);

test("whatever the numbers, the bands fit into the frame and rows stay legible", () => {
  for (const { height, ...counts } of WALLS) {
    const made = divideWall(counts, height);
    const bands = [made.red?.height ?? 0, made.signals?.height ?? 0, made.normal ? normalHeight(made.normal) : 0];
    const present = bands.filter((each) => each > 0);
    const used = present.reduce((sum, each) => sum + each, 0) + GAP * (present.length + 1) + 132;
    expect(used, JSON.stringify({ height, ...counts })).toBeLessThanOrEqual(height + 1);
    expect(made.normal?.rowHeight ?? 100).toBeGreaterThanOrEqual(100 - 0.01);
  }
});

function normalHeight({ rows, rowHeight }: { rows: number; rowHeight: number }): number {
  return rows * rowHeight + (rows - 1) * NORMAL_GAP;
}

test("a narrow window is a page; a wide or flat one keeps a whole frame", () => {
  expect(frameOf(1920, 1080)).toEqual({ kind: "wall", height: 1080, unit: 1 });
  expect(frameOf(3840, 2160)).toEqual({ kind: "wall", height: 1080, unit: 2 });
  expect(frameOf(2560, 1080)).toEqual({ kind: "wall", height: 940, unit: 1080 / 940 });
  expect(frameOf(390, 844).kind).toBe("page");
});
