import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Colors, luminance } from "./colors";
import { assignSlots, slotColor, slotDash } from "./series-slots";

const style = readFileSync(new URL("./charts.css", import.meta.url), "utf8");
const tokens = readFileSync(new URL("../../../app/tokens.css", import.meta.url), "utf8");

/** The hues of a theme: the first block is dark, the second light. */
function hues(theme: "dark" | "light"): string[] {
  const all = [...style.matchAll(/--hue-\w+: (#\w{6})/g)].map(([, color = ""]) => color);
  return theme === "dark" ? all.slice(0, 8) : all.slice(8, 16);
}

type Rgb = [number, number, number];

function linear(color: string): Rgb {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
}

/** How colours look to most people, without red cones, and without green ones (Machado, Oliveira, Fernandes 2009). */
const EYES = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
];

function seen([red, green, blue]: Rgb, eye: number[]): Rgb {
  const part = (at: number) =>
    Math.max(0, (eye[at] ?? 0) * red + (eye[at + 1] ?? 0) * green + (eye[at + 2] ?? 0) * blue);
  return [part(0), part(3), part(6)];
}

function oklab([red, green, blue]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function apart(one: string, other: string, eye: number[]): number {
  const [first, second] = [oklab(seen(linear(one), eye)), oklab(seen(linear(other), eye))];
  return Math.hypot(...first.map((part, at) => part - (second[at] ?? 0)));
}

describe.each(["dark", "light"] as const)("the colours of series on %s", (theme) => {
  const surface = theme === "dark" ? "#10151c" : "#ffffff";

  it("can be seen on the ground", () => {
    expect(tokens).toContain(`--surface: ${surface}`);
    for (const hue of hues(theme)) {
      const [low = 0, high = 0] = [luminance(hue), luminance(surface)].sort((one, other) => one - other);
      expect((high + 0.05) / (low + 0.05), hue).toBeGreaterThan(3);
    }
  });

  it("are told apart by every eye", () => {
    const all = hues(theme);
    expect(all).toHaveLength(8);
    for (const eye of EYES)
      for (const [at, one] of all.entries())
        for (const other of all.slice(at + 1)) expect(apart(one, other, eye), `${one} ${other}`).toBeGreaterThan(0.09);
  });

  it("are no status", () => {
    const statuses = theme === "dark" ? ["#e0415a", "#f7b32b", "#4cc2a0"] : ["#c8203b", "#f2a71b", "#0e8264"];
    for (const status of statuses) expect(tokens).toContain(status);
    for (const hue of hues(theme))
      for (const status of statuses) expect(apart(hue, status, EYES[0] ?? []), `${hue} ${status}`).toBeGreaterThan(0.1);
  });
});

describe("assignSlots", () => {
  it("keeps a name's colour in every chart, and gives none twice in one", () => {
    const slots = assignSlots([
      ["Cards", "Transfers"],
      ["Deposits", "Cards"],
      ["Deposits", "Transfers", "Loans"],
    ]);
    expect([...slots]).toEqual([
      ["Cards", 0],
      ["Transfers", 1],
      ["Deposits", 2],
      ["Loans", 0],
    ]);
  });

  it("tells 24 series of one chart apart by colour and dash", () => {
    const names = Array.from({ length: 24 }, (_, at) => `s${at}`);
    const slots = assignSlots([names]);
    const colors = { hues: hues("dark").slice(0, 7), text1: "#f3f6fa", surface: "#10151c", rest: "#69777f" } as Colors;
    const looks = names.map((name) => {
      const slot = slots.get(name) ?? 0;
      return `${slotColor(slot, colors)} ${slotDash(slot)}`;
    });
    expect(new Set(looks).size).toBe(24);
  });

  it("uses a hue again where names never meet, and not where they meet in a later chart", () => {
    const slots = assignSlots([
      ["a", "b"],
      ["c", "d"],
      ["d", "b"],
    ]);
    expect([...slots.values()]).toEqual([0, 1, 0, 2]);
  });

  it("leaves what is left over grey", () => {
    const colors = { hues: hues("dark"), rest: "#69777f" } as Colors;
    expect(slotColor(assignSlots([["Cards", "Other"]]).get("Other") ?? 0, colors)).toBe("#69777f");
  });
});
