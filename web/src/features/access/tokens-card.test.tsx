// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { Token } from "@/api/access";
import { TokensCard } from "./tokens-card";

afterEach(cleanup);

function token(id: number, sessions: number): Token {
  return {
    id,
    name: `Person ${id}`,
    role: "viewer",
    hint: "hb_viewer_…abcd",
    created_at: "2026-11-20T08:00:00Z",
    created_by: "Ada",
    last_used_at: null,
    expires_at: null,
    revoked_at: null,
    sessions,
  };
}

test("a token says in how many browsers somebody is signed in with it, where it is any", () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TokensCard tokens={[token(1, 0), token(2, 1), token(3, 2)]} zone="UTC" />
    </QueryClientProvider>,
  );
  const said = screen.getAllByRole("listitem").map((line) => line.textContent ?? "");
  expect(said[0]).not.toContain("signed in");
  expect(said[1]).toContain("never used, signed in on 1 browser, never expires");
  expect(said[2]).toContain("signed in on 2 browsers");
});
