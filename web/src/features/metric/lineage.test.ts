import { expect, test } from "vitest";
import type { TableFreshness } from "@/api/board";
import { bySource } from "./lineage";

test("tables stand by their source, and those of no source come last", () => {
  const table = (name: string, source_id: string | null) => ({ table: name, source_id }) as TableFreshness;
  const groups = bySource([table("x.a", null), table("b.a", "bank"), table("r.a", "rates"), table("b.c", "bank")]);
  expect(groups.map(({ source, tables }) => [source, tables.map((each) => each.table)])).toEqual([
    ["bank", ["b.a", "b.c"]],
    ["rates", ["r.a"]],
    [null, ["x.a"]],
  ]);
});
