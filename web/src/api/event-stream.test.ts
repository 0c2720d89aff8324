import { expect, test } from "vitest";
import { splitEvents } from "./event-stream";

test("whole events are taken, the rest waits, comments are dropped", () => {
  const { events, remainder } = splitEvents(': alive\n\nevent: board\ndata: {"board_version": 3}\n\nevent: be');
  expect(events).toEqual([{ event: "board", data: '{"board_version": 3}' }]);
  expect(remainder).toBe("event: be");
});

test("carriage returns and several data lines are understood", () => {
  expect(splitEvents("data: a\r\ndata: b\r\n\r\n").events).toEqual([{ event: "message", data: "a\nb" }]);
});
