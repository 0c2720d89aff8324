// @vitest-environment jsdom
import { renderHook } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { closeOverlay, useOverlay } from "@/lib/overlay";
import { readTheme } from "@/lib/theme";
import { listenForKeys } from "./keys";

beforeAll(listenForKeys);
beforeEach(() => {
  document.body.innerHTML = `<input /><textarea></textarea><select><option>t</option></select><button>b</button>`;
  document.documentElement.dataset.theme = "dark";
});

function press(on: string, init: KeyboardEventInit = {}): string {
  document.querySelector(on)?.dispatchEvent(new KeyboardEvent("keydown", { key: "t", bubbles: true, ...init }));
  return readTheme();
}

test.each(["input", "textarea", "select"])("a letter that is typed into a field is no command: %s", (field) => {
  expect(press(field)).toBe("dark");
});

test("elsewhere it is one, but not while a question stands in front of the page, nor with another key held", () => {
  expect(press("button", { ctrlKey: true })).toBe("dark");
  expect(press("button", { altKey: true })).toBe("dark");
  document.body.insertAdjacentHTML("beforeend", "<dialog open></dialog>");
  expect(press("button")).toBe("dark");
  document.querySelector("dialog")?.remove();
  expect(press("button")).toBe("light");
});

test("Ctrl-K finds anything, but not on a television, where nobody types", () => {
  const { result, rerender } = renderHook(useOverlay);
  const opened = () => {
    press("button", { key: "k", ctrlKey: true });
    rerender();
    return result.current;
  };
  document.documentElement.dataset.tv = "1";
  expect(opened()).toBeNull();
  delete document.documentElement.dataset.tv;
  expect(opened()).toBe("palette");
  closeOverlay("palette");
});
