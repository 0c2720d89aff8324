// @vitest-environment jsdom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { makeBoard } from "../../../fixtures/boards";
import { BigNumber } from "./big-number";

afterEach(cleanup);

test("a changed value fades in from the one before; a unit that changes later does not fade it again", () => {
  const [metric] = makeBoard(Date.now(), { normal: 1 }).metrics;
  if (!metric) throw new Error("no metric");
  const draw = (value: string, unit: string) => (
    <BigNumber
      metric={{ ...metric, value: 5, display: { ...metric.display, value, unit, text: `${value} ${unit}` } }}
      size={40}
      room={200}
    />
  );
  const { container, rerender } = render(draw("5.0", "%"));
  const shown = () => container.querySelector<HTMLElement>(".number-value");
  const first = shown();
  rerender(draw("5.1", "%"));
  const second = shown();
  expect(second).not.toBe(first);
  expect(second?.dataset.before).toBe("5.0");
  rerender(draw("5.1", "pp"));
  expect(container.textContent).toContain("pp");
  expect(shown()).toBe(second);
});
