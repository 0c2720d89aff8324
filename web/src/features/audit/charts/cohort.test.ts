import { expect, test } from "vitest";
import { renderer as cohort, painter } from "./kinds/cohort";

test("a heatmap is of one hue, from pale to strong, however the style sheet writes white", () => {
  for (const surface of ["#10151c", "#ffffff", "#fff"]) {
    const paint = painter([[0, 0.25, 0.5, 0.75, 1]], { heat: "#1a5fc0", cold: "#8a6a1c", surface });
    for (const value of [0, 0.25, 0.5, 0.75, 1]) {
      const [red = 0, blue = 0] = [1, 5].map((at) =>
        Number.parseInt(paint(value).background?.slice(at, at + 2) ?? "", 16),
      );
      expect(blue, `${value} on ${surface}`).toBeGreaterThan(red);
    }
  }
});

test("one cohort is said as one", () => {
  const payload = {
    unit: "ratio",
    cohorts: ["May"],
    periods: ["1", "2"],
    values: [[1, 0.5]],
    sizes: null,
    size_label: "",
  };
  // biome-ignore lint/suspicious/noExplicitAny: the parts of it that the sentence reads
  expect(cohort.sentence(payload as any, "en")).toBe("1 cohort over 2 periods.");
});
