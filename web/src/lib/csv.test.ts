import { expect, test } from "vitest";
import { csvText } from "./csv";

test("cells keep commas, quotes and line ends, numbers stay numbers and nothing stays empty", () => {
  const text = csvText(
    ["name", "value"],
    [
      ['Fees, "net"', 1.5],
      ["two\nlines", null],
      [undefined, 0],
    ],
  );
  expect(text).toBe('\ufeffname,value\r\n"Fees, ""net""",1.5\r\n"two\nlines",\r\n,0\r\n');
});

test("a text that begins like a formula is no formula in a spreadsheet", () => {
  expect(csvText(["a"], [["=1+1"], ["+a"], ["-x"], ["@a"], [-4]])).toBe(
    "\ufeffa\r\n'=1+1\r\n'+a\r\n'-x\r\n'@a\r\n-4\r\n",
  );
});
