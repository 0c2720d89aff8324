/** Where a key does something. */
export type Place = "cockpit" | "metric" | "alerts" | "page";

export interface KeyLine {
  /** Each a way to the same; keys that are pressed together stand with a space between them. */
  keys: string[];
  does: string;
  places: Place[];
}

export interface KeyGroup {
  title: string;
  lines: KeyLine[];
}

const EVERYWHERE: Place[] = ["cockpit", "metric", "alerts", "page"];

/** Every key of the screens: the help prints it, and the documentation is compared with it. */
export const KEYS: KeyGroup[] = [
  {
    title: "Move",
    lines: [
      { keys: ["←", "→", "↑", "↓"], does: "from tile to tile", places: ["cockpit"] },
      { keys: ["Enter"], does: "open the metric", places: ["cockpit"] },
      { keys: ["Esc"], does: "close what is open; else back to the cockpit", places: EVERYWHERE },
      { keys: ["Backspace"], does: "back to the cockpit", places: ["metric", "alerts", "page"] },
    ],
  },
  {
    title: "Find, follow, edit",
    lines: [
      { keys: ["Ctrl K"], does: "find any page or metric", places: EVERYWHERE },
      { keys: ["/"], does: "search and filter the metrics", places: ["cockpit"] },
      {
        keys: ["/"],
        does: "find any page or metric, away from the cockpit; in the docs, search them",
        places: ["metric", "alerts", "page"],
      },
      { keys: ["W"], does: "star the tile in focus or under the pointer", places: ["cockpit"] },
      { keys: ["E"], does: "edit the tile in focus: its lines and its owner", places: ["cockpit"] },
    ],
  },
  {
    title: "Alerts",
    lines: [
      { keys: ["J", "K"], does: "to the next or previous incident", places: ["alerts"] },
      { keys: ["A"], does: "acknowledge: you are on it", places: ["cockpit", "alerts"] },
      { keys: ["S"], does: "snooze: keep its messages back for a while", places: ["cockpit", "alerts"] },
    ],
  },
  {
    title: "In the chart of a metric",
    lines: [
      { keys: ["←", "→"], does: "to the day before or after", places: ["metric"] },
      { keys: ["Home", "End"], does: "to the first or last day", places: ["metric"] },
      { keys: ["+", "−"], does: "zoom", places: ["metric"] },
      { keys: ["0"], does: "back to the whole range", places: ["metric"] },
    ],
  },
  {
    title: "Pages of the wall",
    lines: [
      { keys: ["Page Up", "Page Down"], does: "turn to the page before or after", places: ["cockpit"] },
      { keys: ["P"], does: "let pages stand still, or turn again", places: ["cockpit"] },
    ],
  },
  {
    title: "Screen",
    lines: [
      { keys: ["T"], does: "dark or light", places: EVERYWHERE },
      { keys: ["F"], does: "full screen", places: EVERYWHERE },
      { keys: ["?"], does: "these keys", places: EVERYWHERE },
    ],
  },
];

/** The groups with what works in one place. */
export function keysOf(place: Place): KeyGroup[] {
  const groups = KEYS.map(({ title, lines }) => ({
    title,
    lines: lines.filter((each) => each.places.includes(place)),
  }));
  return groups.filter(({ lines }) => lines.length > 0);
}
