import { expect, test } from "vitest";
import { placeEditor } from "./place-editor";

const SCREEN = { width: 1920, height: 1080 };
const SIZE = { width: 480, height: 600 };

test.each([
  ["to the right of a tile", { left: 32, top: 100, right: 641, bottom: 388 }, { left: 651, top: 100 }],
  ["to the left of one at the right end", { left: 1279, top: 100, right: 1888, bottom: 388 }, { left: 789, top: 100 }],
  [
    "higher where it would go below the screen",
    { left: 32, top: 900, right: 255, bottom: 1029 },
    { left: 265, top: 470 },
  ],
  ["over one that is as wide as the screen", { left: 32, top: 100, right: 1888, bottom: 388 }, { left: 32, top: 100 }],
])("it stands %s", (_, box, place) => {
  expect(placeEditor(box, SIZE, SCREEN)).toEqual(place);
});

test("what is higher than the screen begins at its top", () => {
  expect(
    placeEditor({ left: 0, top: 50, right: 390, bottom: 90 }, { width: 390, height: 900 }, { width: 390, height: 844 }),
  ).toEqual({
    left: 10,
    top: 10,
  });
});
