import type { HistoryPoint } from "@/api/board";
import type { ChartColors } from "./colors";
import type { Plot } from "./plot";
import type { Scene } from "./scene";
import { within } from "./view";

interface Note {
  day: string;
  text: string;
}

interface Placed extends Note {
  /** From where to where its words reach; null for a line without words. */
  words: [number, number] | null;
  leftwards: boolean;
}

const LETTER = 7;
const BETWEEN = 14;

/** Upright lines where the curve changes its meaning. */
export function notes({ page, span, lines }: Scene, colors: ChartColors, plot: Plot): object[] {
  const points = within(page.history, span);
  const wanted = [...definitionChanges(points), ...movedLines(lines), ...firstShown(points)];
  return placeNotes(wanted, plot).map((each) => line(each, colors));
}

/** Where the past that was computed later ends, and what the wall showed begins. */
function firstShown(points: HistoryPoint[]): Note[] {
  const index = points.findIndex((point) => point.origin === "observed");
  return index <= 0 ? [] : [{ day: points[index]?.d ?? "", text: "shown from here" }];
}

/** A new definition is a new number under an old name: the curve may not be compared across it. The newest first. */
function definitionChanges(points: HistoryPoint[]): Note[] {
  return points
    .filter((point, index) => index > 0 && point.changed !== null)
    .map((point) => ({ day: point.d, text: "definition changed" }))
    .reverse();
}

/** The newest first. */
function movedLines(lines: Scene["lines"]): Note[] {
  return lines
    .slice(1)
    .map(({ since }) => ({ day: since ?? "", text: "lines moved" }))
    .reverse();
}

/** Words where they have room: in the right third they stand left of their line, and none over another's. The first come first. */
export function placeNotes(wanted: Note[], { x, left, right, narrow }: Plot): Placed[] {
  const taken: [number, number][] = [];
  return wanted.map((note) => {
    const at = x(note.day);
    const leftwards = at > left + ((right - left) * 2) / 3;
    const width = note.text.length * LETTER + BETWEEN;
    const words: [number, number] = leftwards ? [at - width, at] : [at, at + width];
    const free = !narrow && words[0] >= left && taken.every(([from, to]) => words[1] <= from || words[0] >= to);
    if (free) taken.push(words);
    return { ...note, words: free ? words : null, leftwards };
  });
}

function line({ day, text, words, leftwards }: Placed, colors: ChartColors): object {
  return {
    xAxis: Date.parse(`${day}T00:00:00Z`),
    lineStyle: { color: colors.text3, width: 1, type: [2, 4] },
    label: {
      show: words !== null,
      position: "end",
      rotate: 0,
      align: leftwards ? "right" : "left",
      verticalAlign: "top",
      distance: 2,
      formatter: leftwards ? `${text}  ` : `  ${text}`,
      color: colors.text2,
      fontSize: 13,
    },
  };
}
