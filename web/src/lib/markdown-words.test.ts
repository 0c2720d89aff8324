import { expect, test } from "vitest";
import { markdownWords } from "./markdown-words";

test.each([
  ["Call **the bank**, then [the desk](../docs/desk.md).", "Call the bank, then the desk."],
  ["# Red\n\n- is _bad_\n* is *worse*", "Red\n\nis bad\nis worse"],
  ["> see `payment_state_log`", "see payment_state_log"],
  ["2 * 3 * 4, a*b, snake_case_name, -5 and #3", "2 * 3 * 4, a*b, snake_case_name, -5 and #3"],
  ["__Both__ слово_слово_слово", "Both слово_слово_слово"],
])("the words of %j", (text, words) => {
  expect(markdownWords(text)).toBe(words);
});
