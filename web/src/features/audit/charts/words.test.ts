import { describe, expect, it } from "vitest";
import { days, months } from "../../../../fixtures/charts/example";
import { cutText, fullLabel, isCramped, kindOf, labelAxis, twoLines } from "./label-words";
import { changeText, exactText, shareText, shortText, styleOf, wholeText } from "./number-words";
import { valueAxis } from "./value-axis";

const thin = (text: string) => text.replaceAll("\u2009", "_");
const euro = styleOf("EUR", "en");

describe("numbers", () => {
  it.each([
    [12_431, "EUR", "en", "€12.4 k", "€12_431", "€12_431"],
    [1234.567, "EUR", "en", "€1_235", "€1_235", "€1_234.57"],
    [-1_250_000, "EUR", "en", "−€1.25 m", "−€1.25 m", "−€1_250_000"],
    [1234.5, "EUR", "de", "1_235 €", "1_235 €", "1_234,50 €"],
    [0.03124, "ratio", "en", "3.12 %", "3.12 %", "3.12 %"],
    [-0.5, "ratio", "en", "−50 %", "−50 %", "−50 %"],
    [8412, "count", "en", "8_412", "8_412", "8_412"],
    [8412, "count", "es", "8_412", "8_412", "8_412"],
    [5340, "seconds", "en", "1 h 29 m", "1 h 29 m", "1 h 29 m"],
    [41.52, "days", "en", "41.5 d", "41.5 d", "41.52 d"],
    [0.00123, "kg", "en", "0.00123 kg", "0.00123 kg", "0.0012 kg"],
    [0, "EUR", "en", "€0", "€0", "€0"],
  ])("%d %s in %s", (value, unit, locale, short, whole, exact) => {
    const style = styleOf(unit, locale);
    expect(thin(shortText(value, style))).toBe(short);
    expect(thin(wholeText(value, style))).toBe(whole);
    expect(thin(exactText(value, style))).toBe(exact);
  });

  it("that are not known are a dash, and changes have their sign", () => {
    expect(wholeText(null, euro)).toBe("–");
    expect(shareText(null, "en")).toBe("–");
    expect(changeText(5, euro)).toBe("+€5");
    expect(changeText(-5, euro)).toBe("−€5");
    expect(changeText(0, euro)).toBe("€0");
  });
});

describe("labels", () => {
  it("are days, months or texts", () => {
    expect(kindOf(["2026-11-01", "2026-11-02"])).toBe("days");
    expect(kindOf(["2026-11-01 00:00:00+00:00"])).toBe("days");
    expect(kindOf(["2026-10-01", "2026-11-01"])).toBe("months");
    expect(kindOf(["2026-10", "2026-11"])).toBe("months");
    expect(kindOf(["2026-10", "all"])).toBe("texts");
    expect(fullLabel("2026-11-20", "days")).toBe("20 Nov 2026");
    expect(fullLabel("2026-11", "months")).toBe("Nov 2026");
  });

  it.each([1, 2, 7, 30, 90, 365, 1500, 5000])("of %d days never lie on another", (count) => {
    for (const room of [250, 480, 900, 1700]) {
      const places = [...labelAxis(days(count), room).shown.keys()];
      const slot = room / count;
      expect(places.length).toBeGreaterThan(0);
      for (const [at, place] of places.entries()) {
        const next = places[at + 1];
        if (next !== undefined) expect((next - place) * slot).toBeGreaterThan(36);
      }
    }
  });

  it("tell the year where it begins", () => {
    expect([...labelAxis(months(3), 600).shown.values()]).toEqual(["Dec\n{year|2025}", "Jan\n{year|2026}", "Feb"]);
  });

  it("that are long are cut or broken, and bars lie where that leaves nothing", () => {
    expect(cutText("Foreign exchange margin", 80)).toMatch(/^Foreign.*…$/);
    expect(cutText("Cards", 80)).toBe("Cards");
    expect(twoLines("Scheme costs", 60)).toBe("Scheme\ncosts");
    expect(
      isCramped(
        Array.from({ length: 9 }, (_, at) => `A product with a name ${at}`),
        400,
      ),
    ).toBe(true);
    expect(isCramped(["a", "b"], 400)).toBe(false);
    expect(isCramped(days(30), 400)).toBe(false);
  });
});

describe("the axis of values", () => {
  it.each([
    [[0, 0], "count"],
    [[7], "count"],
    [[-3, -1], "EUR"],
    [[84_123_400, 84_123_600], "EUR"],
    [[0.991, 0.9994], "ratio"],
    [[12, 5340], "seconds"],
    [[], "EUR"],
    [[1e-5, 3e-5], "number"],
  ])("of %j %s holds them and has no two ticks alike", (values, unit) => {
    const axis = valueAxis(values, styleOf(unit, "en"), { fromZero: false });
    const count = Math.round((axis.high - axis.low) / axis.step);
    const texts = Array.from({ length: count + 1 }, (_, at) => axis.text(axis.low + at * axis.step));
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(13);
    expect(new Set(texts).size).toBe(texts.length);
    for (const value of values) expect(value >= axis.low && value <= axis.high).toBe(true);
  });

  it("has no halves of what is counted", () => {
    expect(valueAxis([0, 1], styleOf("count", "en"), { fromZero: true }).step).toBe(1);
  });
});
