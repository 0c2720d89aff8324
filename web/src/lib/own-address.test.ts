import { expect, test } from "vitest";
import { isOwnAddress } from "./own-address";

test.each(["/", "/metrics/npl_ratio?range=90d", "/?q=//x"])("%s is an address of this cockpit", (path) => {
  expect(isOwnAddress(path)).toBe(true);
});

test.each([
  "",
  "metrics",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "/\t/elsewhere.example",
  "/\n//elsewhere.example",
  "https://elsewhere.example",
  "javascript:alert(1)",
])("%j is none", (path) => {
  expect(isOwnAddress(path)).toBe(false);
});
