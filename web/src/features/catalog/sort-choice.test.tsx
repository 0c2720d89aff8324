// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { SortChoice } from "./sort-choice";
import type { SortBy } from "./view";

afterEach(cleanup);

function show(sort: SortBy[]) {
  const onSort = vi.fn();
  render(<SortChoice sort={sort} onSort={onSort} />);
  return { onSort, field: screen.getByRole<HTMLSelectElement>("combobox", { name: "Sort" }) };
}

test("without headings a column is chosen from a list, in the direction that it begins with", () => {
  const { onSort, field } = show([]);
  expect(field.selectedOptions[0]?.text).toBe("as on the wall");
  fireEvent.change(field, { target: { value: "takes" } });
  fireEvent.change(field, { target: { value: "owner" } });
  expect(onSort.mock.calls).toEqual([[[{ key: "takes", descending: true }]], [[{ key: "owner", descending: false }]]]);
});

test("what is sorted by shows, and the order of the wall comes back", () => {
  const { onSort, field } = show([{ key: "value", descending: true }]);
  expect(field.selectedOptions[0]?.text).toBe("Value ↓");
  fireEvent.change(field, { target: { value: "" } });
  expect(onSort).toHaveBeenCalledWith([]);
});

test("several columns of an address show as what they are", () => {
  const { field } = show([
    { key: "takes", descending: true },
    { key: "name", descending: false },
  ]);
  expect(field.selectedOptions[0]?.text).toBe("Takes ↓, Metric ↑");
});
