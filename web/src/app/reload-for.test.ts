// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";
import { reloadFor } from "./reload-for";

const reload = vi.fn();
/** Milliseconds since the page was loaded. */
let age = 0;

beforeEach(() => {
  sessionStorage.clear();
  reload.mockReset();
  age = 1000;
  vi.stubGlobal("location", { reload });
  vi.spyOn(performance, "now").mockImplementation(() => age);
});

test("a version that a reload did not bring is tried again only after a while", () => {
  reloadFor("2");
  reloadFor("2");
  expect(reload).toHaveBeenCalledTimes(1);
  age = 301_000;
  reloadFor("2");
  expect(reload).toHaveBeenCalledTimes(2);
});

test("two servers of different versions behind one address do not make the page load for ever", () => {
  for (let round = 0; round < 20; round += 1) reloadFor(round % 2 ? "1" : "2");
  expect(reload.mock.calls.length).toBeLessThanOrEqual(2);
});

test("a browser that keeps nothing waits before it loads anew", () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  reloadFor("2");
  expect(reload).not.toHaveBeenCalled();
});
