// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SearchBox } from "./search-box";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** The address answers when the test says so, as a slow router would. */
function show(onClose = () => undefined) {
  const asked: string[] = [];
  const draw = (text: string) => (
    <SearchBox text={text} wanted={1} brief={false} onText={(next) => asked.push(next)} onClose={onClose} />
  );
  const { rerender } = render(draw(""));
  const field = screen.getByRole<HTMLInputElement>("searchbox");
  const type = (text: string) => fireEvent.change(field, { target: { value: text } });
  return { asked, field, type, answer: (text: string) => rerender(draw(text)) };
}

const wait = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

test("asks once for what was typed without a pause", () => {
  const { asked, type, field } = show();
  expect(document.activeElement).toBe(field);
  type("c");
  wait(100);
  type("ca ");
  wait(149);
  expect(asked).toEqual([]);
  wait(1);
  expect(asked).toEqual(["ca"]);
});

test("late answers take no letter away, and Back does", () => {
  const { type, field, answer } = show();
  type("ca");
  wait(150);
  type("card");
  wait(150);
  type("cards");
  answer("ca");
  expect(field.value).toBe("cards");
  answer("card");
  wait(150);
  answer("cards");
  expect(field.value).toBe("cards");
  answer("");
  expect(field.value).toBe("");
});

test("Escape empties the field first, and closes it then", () => {
  const onClose = vi.fn();
  const { asked, type, field } = show(onClose);
  type("card");
  wait(150);
  fireEvent.keyDown(field, { key: "Escape" });
  expect([field.value, asked.at(-1), onClose.mock.calls.length]).toEqual(["", "", 0]);
  fireEvent.keyDown(field, { key: "Escape" });
  expect(onClose).toHaveBeenCalledOnce();
});

test("Enter leads to the first tile of what was typed, not of what was shown before", () => {
  const { type, field, answer } = show();
  document.body.insertAdjacentHTML("beforeend", '<a href="/" data-tile="OLD">old</a>');
  type("card");
  fireEvent.keyDown(field, { key: "Enter" });
  expect(document.activeElement).toBe(field);
  document.querySelector("[data-tile]")?.setAttribute("data-tile", "NEW");
  answer("card");
  expect((document.activeElement as HTMLElement).dataset.tile).toBe("NEW");
  document.querySelector("[data-tile]")?.remove();
});
