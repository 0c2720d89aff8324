// @vitest-environment jsdom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { makeBoard } from "../../../fixtures/boards";
import { EmptyWall } from "./empty-wall";

afterEach(cleanup);
const EMPTY = makeBoard(Date.now(), {});

function commands(): string[] {
  return screen.getAllByRole("listitem").map((each) => each.querySelector("code")?.textContent ?? "");
}

test("before the first deploy the next steps begin with the files of the workspace, which is there already", () => {
  render(<EmptyWall board={{ ...EMPTY, board_version: 0, workspace: "" }} />);
  expect(screen.getByRole("heading").textContent).toBe("Nothing is deployed yet");
  expect(commands()).toEqual([
    "sources/*.yaml",
    "metrics/*.sql",
    "heartbeat check",
    "heartbeat deploy",
    "heartbeat beat",
  ]);
});

test("a deployed workspace without metrics lacks a metric file", () => {
  render(<EmptyWall board={EMPTY} />);
  expect(screen.getByRole("heading").textContent).toBe("This workspace has no metrics yet");
  expect(commands()).toEqual(["metrics/*.sql", "heartbeat check", "heartbeat deploy", "heartbeat beat"]);
});
