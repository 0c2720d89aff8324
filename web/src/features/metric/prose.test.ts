import { expect, test } from "vitest";
import { paragraphs } from "./prose";

test("a line that broke to stay short goes on; an empty line begins a paragraph", () => {
  expect(paragraphs("Every euro here is\nour own money.\n\n  Above 50,000\n  call today.\n")).toEqual([
    "Every euro here is our own money.",
    "Above 50,000 call today.",
  ]);
});

test("an item of a list keeps its line", () => {
  expect(paragraphs("Counted are\n- cards that\n  are open\n2. clients")).toEqual([
    "Counted are\n- cards that are open\n2. clients",
  ]);
});
