// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { isForWall } from "./pausing";

beforeEach(() => {
  document.body.innerHTML = "<input /><button>b</button><div data-own-keys><a>c</a></div>";
});

function isHeard(on: string, init: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent("keydown", { key: "p", bubbles: true, ...init });
  document.querySelector(on)?.dispatchEvent(event);
  return isForWall(event);
}

test("the wall hears a key unless it is typed, held down, a shortcut, or a question stands in front", () => {
  expect(isHeard("button")).toBe(true);
  expect(isHeard("input")).toBe(false);
  expect(isHeard("a")).toBe(false);
  expect(isHeard("button", { repeat: true })).toBe(false);
  expect(isHeard("button", { metaKey: true })).toBe(false);
  document.body.insertAdjacentHTML("beforeend", "<dialog open></dialog>");
  expect(isHeard("button")).toBe(false);
});
