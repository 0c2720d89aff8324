import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KEYS, keysOf } from "./key-table";

test("the documentation lists the same keys with the same words", () => {
  const page = readFileSync(new URL("../../../docs/front-end.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("## Keys and addresses"), page.indexOf("## For everyone"));
  const told = [...section.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)].map(([, keys, does]) => `${keys}: ${does}`);
  const lines = KEYS.flatMap((group) => group.lines);
  expect(told).toEqual(lines.map(({ keys, does }) => `${keys.map((key) => `\`${key}\``).join(" ")}: ${does}`));
});

test("each place is told its own keys only", () => {
  const slash = (place: "cockpit" | "metric") =>
    keysOf(place).flatMap(({ lines }) => lines.filter(({ keys }) => keys.includes("/")).map(({ does }) => does));
  expect(slash("cockpit")).toEqual(["search and filter the metrics"]);
  expect(slash("metric")).toEqual(["find any page or metric, away from the cockpit; in the docs, search them"]);
  expect(keysOf("metric").map(({ title }) => title)).not.toContain("Pages of the wall");
});
