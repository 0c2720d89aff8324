import { expect, test } from "vitest";
import { wayBack } from "./way-back";

test.each([
  ["/metrics/npl_ratio?range=90", "/metrics/npl_ratio?range=90"],
  ["/", "/"],
  [undefined, "/"],
  ["https://elsewhere.example", "/"],
  ["//elsewhere.example", "/"],
  ["/\\elsewhere.example", "/"],
  // A browser takes these letters out of an address before it reads it.
  ["/\t/elsewhere.example", "/"],
  ["/\n\\elsewhere.example", "/"],
  ["/metrics/../\t/elsewhere.example", "/"],
  ["javascript:alert(1)", "/"],
  ["/sign-in?from=%2Fsign-in", "/"],
  ["/pair", "/"],
])("%s leads to %s", (from, way) => {
  expect(wayBack(from)).toBe(way);
});
