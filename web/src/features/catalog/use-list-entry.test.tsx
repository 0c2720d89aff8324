// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useListEntry } from "./use-list-entry";

afterEach(cleanup);

/** A field with what was typed, above the list that answers `shown`. */
function Page({ shown }: { shown: string }) {
  const enter = useListEntry(shown);
  return (
    <>
      <input defaultValue="card" onKeyDown={(event) => enter(event.currentTarget.value)} />
      <div className="catalog-row">
        <a href="/metrics/first">first of “{shown}”</a>
      </div>
    </>
  );
}

function pressedIn(shown: string) {
  const { rerender } = render(<Page shown={shown} />);
  const field = screen.getByRole<HTMLInputElement>("textbox");
  field.focus();
  fireEvent.keyDown(field, { key: "ArrowDown" });
  return { field, follow: (text: string) => rerender(<Page shown={text} />) };
}

test("a list that answers what was typed is entered at once", () => {
  pressedIn("card");
  expect(document.activeElement).toBe(screen.getByRole("link"));
});

test("one that has not followed yet is entered when it has", () => {
  const { field, follow } = pressedIn("");
  expect(document.activeElement).toBe(field);
  follow("car");
  expect(document.activeElement).toBe(field);
  follow("card");
  expect(document.activeElement).toBe(screen.getByRole("link"));
});

test("nobody who went on typing is taken away from it", () => {
  const { field, follow } = pressedIn("");
  fireEvent.change(field, { target: { value: "cards" } });
  follow("card");
  expect(document.activeElement).toBe(field);
});
