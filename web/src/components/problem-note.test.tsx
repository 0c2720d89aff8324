// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { ApiProblem } from "@/api/http";
import { ProblemNote } from "./problem-note";

afterEach(cleanup);

test("what is to be typed stands as such in what a server advises", () => {
  const problem = new ApiProblem(
    401,
    "unknown-token",
    "This token is not known here.",
    "`heartbeat token create` makes one.",
  );
  render(<ProblemNote problem={problem} />);
  expect(screen.getByRole("alert").textContent).toBe("This token is not known here.heartbeat token create makes one.");
  expect(screen.getByText("heartbeat token create").tagName).toBe("CODE");
});

test("a server that does not answer is told, with what becomes of what was typed", () => {
  render(<ProblemNote problem={new TypeError("fetch failed")} kept="The text stays." />);
  expect(screen.getByRole("alert").textContent).toBe(
    "The server does not answer.Try again when it does. The text stays.",
  );
});
