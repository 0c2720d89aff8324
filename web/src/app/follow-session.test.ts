// @vitest-environment jsdom
import { expect, test, vi } from "vitest";
import { live } from "@/api/live";
import { type Session, session } from "@/api/session";
import { makeBoard } from "../../fixtures/boards";
import { followSession } from "./follow-session";
import { queryClient } from "./query-client";

const INSIDE: Session = {
  authentication: "on",
  who: { name: "Hall", role: "viewer", by: "device", expires_at: null },
  refusal: null,
};

test("whose access was ended loses the numbers on show; who only has to sign in again keeps them", async () => {
  let said: Session = INSIDE;
  vi.stubGlobal("fetch", async (path: string) => {
    if (path === "/api/session") return new Response(JSON.stringify(said));
    return new Response(JSON.stringify(makeBoard(Date.now(), { red: 1 })));
  });
  followSession();
  await session.load();
  await live.refresh();
  queryClient.setQueryData(["metric", "one"], { value: 1 });
  said = { ...INSIDE, who: null, refusal: "expired" };
  await session.load();
  expect(live.read().board).not.toBeNull();
  said = { ...said, refusal: "revoked" };
  await session.load();
  expect(live.read().board).toBeNull();
  expect(queryClient.getQueryData(["metric", "one"])).toBeUndefined();
});
