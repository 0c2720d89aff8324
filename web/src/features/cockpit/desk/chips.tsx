import type { BoardMetric } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { nameAmong } from "@/components/words";
import { type Filter, NOBODY } from "./filter";
import type { ChangeFilter } from "./use-filter";

export interface Chip {
  kind: string;
  text: string;
  /** The filter without it. */
  without: Filter;
}

/** What is filtered, one chip for each choice; an owner is called as these metrics call them. */
export function chipsOf(filter: Filter, metrics: BoardMetric[]): Chip[] {
  const { text, areas, owners, conditions, starred, watch } = filter;
  const all: (Chip | null)[] = [
    watch && { kind: "list", text: watch.name, without: { ...filter, watch: null } },
    starred ? { kind: "", text: "starred", without: { ...filter, starred: false } } : null,
    text ? { kind: "text", text: `\u201c${text}\u201d`, without: { ...filter, text: "" } } : null,
    ...areas.map((area) => ({
      kind: "area",
      text: area,
      without: { ...filter, areas: areas.filter((each) => each !== area) },
    })),
    ...owners.map((owner) => ({
      kind: "owner",
      text: owner === NOBODY ? "nobody" : nameAmong(metrics, owner),
      without: { ...filter, owners: owners.filter((each) => each !== owner) },
    })),
    ...conditions.map((condition) => ({
      kind: "",
      text: condition,
      without: { ...filter, conditions: conditions.filter((each) => each !== condition) },
    })),
  ];
  return all.filter((each): each is Chip => each !== null);
}

/** The same in one line, for a screen without chips: `payments, red`. */
export function filterWords(filter: Filter, metrics: BoardMetric[]): string {
  return chipsOf(filter, metrics)
    .map((chip) => chip.text)
    .join(", ");
}

interface ChipsProps {
  metrics: BoardMetric[];
  filter: Filter;
  onChange: ChangeFilter;
}

export function Chips({ metrics, filter, onChange }: ChipsProps) {
  const chips = chipsOf(filter, metrics);
  if (chips.length === 0) return null;
  return (
    <ul className="filter-chips" aria-label="Filters">
      {chips.map(({ kind, text, without }) => (
        <li key={`${kind} ${text}`}>
          <button
            type="button"
            className="filter-chip"
            aria-label={`Remove the filter ${[kind, text].filter(Boolean).join(" ")}`}
            title="Remove this filter"
            onClick={() => onChange(without)}
          >
            {kind && kind !== "text" && <i>{kind}</i>}
            <span>{text}</span>
            <Glyph name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
