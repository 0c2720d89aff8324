// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { Audit, AuditDocument } from "@/api/board";
import { makeMetricPage } from "../../../fixtures/metric-pages";
import { makeMetric } from "../../../fixtures/metrics";
import { AuditCard } from "./audit-card";

afterEach(cleanup);
const NOW = Date.parse("2026-11-20T09:00:00Z");
const { audits } = makeMetricPage(makeMetric({ index: 0, now: NOW, placement: "red" }), NOW);
const newest = audits[0] as Audit;
const DOCUMENT: AuditDocument = {
  ...newest,
  metric_id: "open_orders",
  document: "",
  content: [
    { kind: "heading", level: 1, text: "Audit of <b>orders</b>" },
    { kind: "paragraph", text: "[pay](javascript:alert(1)) <img src=x onerror=alert(1)>" },
    { kind: "table", header: ["table", "rows"], rows: [["shop.orders", "12"]], right: [1] },
    { kind: "bullets", items: ["pass: fresh"] },
    { kind: "code", text: "select 1" },
  ],
};

function show(shown: Audit[]) {
  const client = new QueryClient();
  client.setQueryData(["audit", "open_orders", newest.audit_id], DOCUMENT);
  render(
    <QueryClientProvider client={client}>
      <AuditCard metricId="open_orders" audits={shown} zone="UTC" />
    </QueryClientProvider>,
  );
  return screen.getByLabelText("Audit");
}

test("without an audit the command that makes one is named", () => {
  const card = show([]);
  expect(card.textContent).toContain("Nobody has audited this number yet.");
  expect(within(card).getByText("heartbeat validate open_orders").tagName).toBe("CODE");
});

test("the newest verdict stands with its day and its reasons", () => {
  const card = show(audits);
  expect(card.querySelector(".badge")?.textContent).toBe("pass");
  expect(card.textContent).toContain("Audited 18 Nov 2026 09:00. It still computes what was audited.");
  expect(card.textContent).toContain("The cross-check, formulated another way, gives the same value.");
});

test("an older audit can be chosen, and says that the definition has changed since", () => {
  const card = show(audits);
  fireEvent.change(within(card).getByRole("combobox"), { target: { value: String(audits[1]?.audit_id) } });
  expect(card.querySelector(".badge")?.textContent).toBe("warn");
  expect(card.textContent).toContain("Its definition has changed since");
});

test("the document is laid out as text: nothing in it becomes markup", () => {
  const card = show(audits);
  fireEvent.click(within(card).getByRole("button", { name: "Read the document" }));
  const text = within(card).getByLabelText("Document of the audit");
  expect(within(text).getByRole("heading", { level: 3 }).textContent).toBe("Audit of <b>orders</b>");
  expect(text.querySelectorAll("img, a, b")).toHaveLength(0);
  expect(text.textContent).toContain("<img src=x onerror=alert(1)>");
  expect(within(text).getByRole("columnheader", { name: "rows" }).className).toBe("right");
  expect(within(text).getByRole("rowheader", { name: "shop.orders" })).toBeTruthy();
});
