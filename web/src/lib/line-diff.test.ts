import { expect, test } from "vitest";
import { lineDiff } from "./line-diff";

function told(before: string, after: string): string[] {
  return lineDiff(before, after).map(({ kind, text }) => `${{ same: " ", gone: "-", new: "+" }[kind]}${text}`);
}

test("what stays, goes and comes, in reading order", () => {
  expect(told("select 1\nfrom a\nwhere x", "select 2\nfrom a\njoin b\nwhere x")).toEqual([
    "-select 1",
    "+select 2",
    " from a",
    "+join b",
    " where x",
  ]);
});

test("equal texts have no difference, and the end of the last line is none", () => {
  expect(told("a\nb\n", "a\nb")).toEqual([" a", " b"]);
});

test.each([
  ["a\nb\nc", "c\nb\na"],
  ["", "x\ny"],
  ["one\ntwo\ntwo\nthree", "two\nthree\nthree"],
])("both texts can be read from it: %j and %j", (before, after) => {
  const lines = lineDiff(before, after);
  const side = (kind: string) =>
    lines.filter((line) => line.kind === "same" || line.kind === kind).map((line) => line.text);
  expect(side("gone").join("\n")).toBe(before);
  expect(side("new").join("\n")).toBe(after);
});
