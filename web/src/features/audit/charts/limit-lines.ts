import { nameWidth } from "@/lib/fit-name";
import type { NumberStyle } from "@/lib/number-text";
import type { Colors } from "./colors";
import { cutText } from "./label-words";
import { shortText } from "./number-words";
import type { Limit } from "./payloads";
import type { ValueAxis } from "./value-axis";

/** Lines across a chart with their names beside it, moved apart where two lie close. */

const LINE_HEIGHT = 18;
const WIDEST = 210;

export interface PlacedLimit extends Limit {
  text: string;
  /** How far its name is moved from its line, in pixels downwards. */
  moved: number;
}

export function limitText({ name, value }: Limit, style: NumberStyle): string {
  return `${name} ${shortText(value, style)}`;
}

/** What the names need right of the chart. */
export function limitsWidth(limits: readonly Limit[], style: NumberStyle): number {
  const longest = limits.reduce((most, limit) => Math.max(most, nameWidth(limitText(limit, style), 13)), 0);
  return longest === 0 ? 0 : Math.min(WIDEST, longest + 16);
}

interface Frame {
  top: number;
  bottom: number;
  height: number;
}

export function limitLabels(
  limits: readonly Limit[],
  axis: ValueAxis,
  { top, bottom, height }: Frame,
  style: NumberStyle,
): PlacedLimit[] {
  const across = (height - top - bottom) / (axis.high - axis.low || 1);
  const y = (value: number) => top + (axis.high - value) * across;
  const inside = limits.filter(({ value }) => value >= axis.low && value <= axis.high);
  const sorted = inside.toSorted((one, other) => other.value - one.value);
  const places = apart(
    sorted.map(({ value }) => y(value)),
    height - bottom,
  );
  return sorted.map((limit, at) => ({
    ...limit,
    text: cutText(limitText(limit, style), WIDEST - 12),
    moved: Math.round((places[at] ?? 0) - y(limit.value)),
  }));
}

/** Places from top to bottom, no two closer than a line of text, none below the last. */
export function apart(wanted: readonly number[], last: number): number[] {
  const down: number[] = [];
  for (const place of wanted) down.push(Math.max(place, (down.at(-1) ?? Number.NEGATIVE_INFINITY) + LINE_HEIGHT));
  let most = last;
  for (let at = down.length - 1; at >= 0; at -= 1) {
    down[at] = Math.min(down[at] ?? 0, most);
    most = (down[at] ?? 0) - LINE_HEIGHT;
  }
  return down;
}

export function limitLines(limits: readonly PlacedLimit[], colors: Colors, isNarrow: boolean): object[] {
  return limits.map(({ value, tone, text, moved }) => {
    const { line, letters, dash } = limitLook(tone, colors);
    return {
      yAxis: value,
      lineStyle: { color: line, width: 1.5, type: dash },
      label: {
        show: true,
        position: isNarrow ? "insideEndTop" : "end",
        distance: isNarrow ? 3 : 8,
        offset: [0, isNarrow ? 0 : moved],
        formatter: text,
        color: letters,
        fontSize: 13,
        fontWeight: 560,
        // A curve behind its name leaves the name whole.
        textBorderColor: colors.surface,
        textBorderWidth: 3,
      },
    };
  });
}

export function limitLook(
  tone: Limit["tone"],
  colors: Colors,
): { line: string; letters: string; dash: "solid" | number[] } {
  if (tone === "alert") return { line: colors.red, letters: colors.redText, dash: "solid" };
  if (tone === "norm") return { line: colors.amber, letters: colors.amberText, dash: "solid" };
  if (tone === "target") return { line: colors.accent, letters: colors.accent, dash: [5, 4] };
  return { line: colors.text2, letters: colors.text2, dash: [2, 4] };
}
