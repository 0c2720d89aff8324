// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { NewToken } from "./new-token";

// Outside a browser an address needs a server; the client takes hold of this class when it is made.
vi.hoisted(() => {
  const { Request: Plain } = globalThis;
  globalThis.Request = class extends Plain {
    constructor(asked: RequestInfo | URL, init?: RequestInit) {
      super(typeof asked === "string" ? new URL(asked, "http://here") : asked, init);
    }
  };
});
// This environment has no dialogs of its own.
HTMLDialogElement.prototype.showModal = function open() {
  this.open = true;
};
HTMLDialogElement.prototype.close = function close() {
  this.open = false;
};
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function makeToken(): Promise<void> {
  vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ name: "Anna", secret: "hb_secret" })));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <NewToken onClose={() => undefined} />
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "Anna" } });
  fireEvent.click(screen.getByRole("button", { name: "Make the token" }));
  await screen.findByText("hb_secret");
}

test("a secret that the browser would not copy is not lost unnoticed: another way is told", async () => {
  await makeToken();
  document.execCommand = () => false;
  fireEvent.click(screen.getByRole("button", { name: "Copy" }));
  expect((await screen.findByRole("alert")).textContent).toContain("Click the token");
  expect(screen.queryByRole("button", { name: "Copied" })).toBeNull();
});

test("over plain HTTP the secret is copied from inside the dialog", async () => {
  await makeToken();
  const button = screen.getByRole("button", { name: "Copy" });
  button.focus();
  let within: Element | null | undefined = null;
  document.execCommand = () => {
    within = document.activeElement?.closest("dialog");
    return true;
  };
  fireEvent.click(button);
  await screen.findByRole("button", { name: "Copied" });
  expect(within).toBe(screen.getByRole("dialog"));
});
