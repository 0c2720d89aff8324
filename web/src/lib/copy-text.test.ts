// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { copyText } from "./copy-text";

/** What was selected when the browser was asked to copy, and in which element its field stood. */
let copied: { text: string; within: Element | null }[] = [];

beforeEach(() => {
  copied = [];
  document.body.innerHTML = "<main><button>Copy</button></main><dialog open><button>Copy</button></dialog>";
  vi.stubGlobal("navigator", { clipboard: undefined });
  document.execCommand = () => {
    const field = document.activeElement as HTMLTextAreaElement;
    copied.push({ text: field.value.slice(field.selectionStart, field.selectionEnd), within: field.parentElement });
    return true;
  };
});
afterEach(() => vi.unstubAllGlobals());

function press(selector: string): HTMLElement {
  const button = document.querySelector<HTMLElement>(selector);
  if (!button) throw new Error("no button");
  button.focus();
  return button;
}

test("the clipboard of the browser is taken where there is one", async () => {
  const writeText = vi.fn(async () => undefined);
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  expect(await copyText("secret")).toBe(true);
  expect(writeText).toHaveBeenCalledWith("secret");
  expect(copied).toEqual([]);
});

test("over plain HTTP, or where it is refused, the text is selected and copied, and nothing of that stays", async () => {
  const button = press("main button");
  expect(await copyText("one")).toBe(true);
  const refused = { writeText: () => Promise.reject(new Error("not allowed")) };
  vi.stubGlobal("navigator", { clipboard: refused });
  expect(await copyText("two")).toBe(true);
  expect(copied).toEqual([
    { text: "one", within: document.body },
    { text: "two", within: document.body },
  ]);
  expect(document.querySelector("textarea")).toBeNull();
  expect(document.activeElement).toBe(button);
});

test("in a dialog the text is selected inside of it: the page behind is inert", async () => {
  press("dialog button");
  await copyText("secret");
  expect(copied).toEqual([{ text: "secret", within: document.querySelector("dialog") }]);
});

test("where the browser copies nothing at all, that is said", async () => {
  document.execCommand = () => false;
  expect(await copyText("secret")).toBe(false);
});
