import { expect, test } from "vitest";
import type { DocNode } from "@/api/docs";
import { addressOf, filtered, holds, isOwnPage } from "./tree";

const page = (title: string, path: string): DocNode => ({ title, path, children: [] });
const NODES: DocNode[] = [
  page("Heartbeat", ""),
  { title: "Sources", path: null, children: [page("Ingest", "ingest"), page("Café", "company/cafe")] },
];

test("a group holds what is anywhere below it", () => {
  expect(NODES.map((node) => holds(node, "ingest"))).toEqual([false, true]);
  expect(NODES.map((node) => holds(node, ""))).toEqual([true, false]);
});

test("a filter keeps the groups of what it finds, and a group that it names whole", () => {
  expect(filtered(NODES, "inge")).toEqual([{ title: "Sources", path: null, children: [page("Ingest", "ingest")] }]);
  expect(filtered(NODES, "sources")).toEqual([NODES[1]]);
  expect(filtered(NODES, "cafe")[0]?.children).toEqual([page("Café", "company/cafe")]);
  expect(filtered(NODES, "nothing")).toEqual([]);
  expect(filtered(NODES, " ")).toEqual(NODES);
});

test("a page has an address, also the first one, also a place on it", () => {
  expect([addressOf(""), addressOf("ingest"), addressOf("ingest", "x")]).toEqual([
    "/docs",
    "/docs/ingest",
    "/docs/ingest#x",
  ]);
});

test("files and the API are loaded by the browser, pages by the page", () => {
  const own = (href: string) => isOwnPage(new URL(href, "https://h.example"), "https://h.example");
  expect(["/docs/a#b", "/metrics/x", "/audit/revenue", "/"].map(own)).toEqual([true, true, true, true]);
  expect(["/api/openapi.json", "/docs/a.md", "/docs/images/a.png", "/llms.txt", "https://o.example/"].map(own)).toEqual(
    Array(5).fill(false),
  );
});
