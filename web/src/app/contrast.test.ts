import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Contrast by WCAG 2.2 of everything that is read or told apart: 4.5 for text, 3 for shapes and edges. */

const sheet = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const [, darkBlock = "", lightBlock = ""] =
  /:root \{([\s\S]*?)\}[\s\S]*?data-theme="light"\] \{([\s\S]*?)\}/.exec(sheet) ?? [];
const dark = tokensOf(darkBlock);
const THEMES: Record<string, Record<string, string>> = { dark, light: { ...dark, ...tokensOf(lightBlock) } };

function tokensOf(block: string): Record<string, string> {
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]),
  );
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Text, and every ground that it stands on. */
const TEXTS: [string, string[]][] = [
  ["text-1", ["bg", "surface", "raised", "pressed", "stale-ground", "stale-hatch", "amber-tint"]],
  ["text-2", ["bg", "surface", "raised", "pressed", "stale-ground", "stale-hatch", "amber-tint"]],
  ["text-3", ["bg", "surface", "stale-ground", "stale-hatch", "amber-tint"]],
  ["red-text", ["bg", "surface", "red-soft"]],
  ["#ffffff", ["red", "red-deep"]],
  ["red-deep", ["#ffffff"]],
  ["amber-text", ["amber-tint", "stale-ground", "stale-hatch"]],
  ["amber-number", ["amber-tint", "stale-ground", "stale-hatch"]],
  ["on-amber", ["amber"]],
  ["green-text", ["bg", "surface", "green-soft"]],
  ["accent", ["bg", "surface", "stale-ground", "stale-hatch", "amber-tint"]],
  ["stale-text", ["stale-ground", "stale-hatch"]],
  ["on-loud", ["loud"]],
  ["fade-0", ["surface", "bg"]],
  ["fade-1", ["surface", "bg"]],
  ["fade-2", ["surface", "bg"]],
  ["fade-2-name", ["surface", "bg"]],
];

/** Shapes, curves and edges that carry a meaning. */
const SHAPES: [string, string[]][] = [
  ["red", ["bg"]],
  ["green", ["surface", "bg"]],
  ["accent", ["surface", "stale-hatch", "amber-tint"]],
  ["amber-curve", ["amber-tint"]],
  ["amber-line", ["amber-tint"]],
  ["#ffffff", ["red"]],
];

const pairs = (rows: [string, string[]][]) =>
  Object.keys(THEMES).flatMap((theme) =>
    rows.flatMap(([on, grounds]) => grounds.map((ground) => [theme, on, ground] as const)),
  );

function measured(theme: string, on: string, ground: string): number {
  const tokens = THEMES[theme] ?? {};
  const [ink, paper] = [tokens[on] ?? on, tokens[ground] ?? ground];
  expect(ink, `${on} is a colour`).toMatch(/^#/);
  expect(paper, `${ground} is a colour`).toMatch(/^#/);
  return contrast(ink, paper);
}

test.each(pairs(TEXTS))("%s: %s is read on %s", (theme, on, ground) => {
  expect(measured(theme, on, ground)).toBeGreaterThanOrEqual(4.5);
});

test.each(pairs(SHAPES))("%s: %s is told from %s", (theme, on, ground) => {
  expect(measured(theme, on, ground)).toBeGreaterThanOrEqual(3);
});

test("black on white is as far apart as colours can be", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 1);
});

test("both themes were read from the sheet", () => {
  expect(THEMES.dark?.bg).toBe("#090c11");
  expect(THEMES.light?.bg).toBe("#f4f6f8");
});
