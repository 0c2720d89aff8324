import type { BoardMetric } from "@/api/board";
import { Glyph, type GlyphName } from "@/components/glyph";
import { isOwnedBy, nameAmong } from "@/components/words";
import { CONDITIONS, type Condition, type Filter, matches, NO_FILTER, NO_STARS, NOBODY } from "./filter";
import { Menu } from "./menu";

interface Choice {
  value: string;
  text: string;
  glyph?: GlyphName;
}

interface ChoicesProps {
  metrics: BoardMetric[];
  filter: Filter;
  onChange: (next: Filter) => void;
}

const GLYPHS: Record<Condition, GlyphName> = {
  red: "red",
  amber: "amber",
  stale: "stale",
  normal: "green",
  failing: "error",
  unverified: "unverified",
};

export function AreaMenu({ metrics, filter, onChange }: ChoicesProps) {
  const found = metrics.map((metric) => metric.area).filter(Boolean);
  const choices = sorted([...found, ...filter.areas]).map((value) => ({ value, text: value }));
  return (
    <ChoiceMenu
      label="Area"
      {...{ metrics, choices }}
      chosen={filter.areas}
      only={(value) => ({ ...NO_FILTER, areas: [value] })}
      onChosen={(areas) => onChange({ ...filter, areas })}
    />
  );
}

export function OwnerMenu({ metrics, filter, onChange }: ChoicesProps) {
  const found = metrics.map((metric) => metric.owner ?? NOBODY);
  // An address may say `katrin.meyer`: the same person is not offered twice.
  const chosen = filter.owners.map((value) => metrics.find((metric) => isOwnedBy(metric, value))?.owner ?? value);
  const all = sorted([...found, ...chosen]);
  const named = all.map((value) => ({ value, text: value === NOBODY ? "nobody" : nameAmong(metrics, value) }));
  const choices = named.sort((one, other) => one.text.localeCompare(other.text));
  return (
    <ChoiceMenu
      label="Owner"
      {...{ metrics, choices, chosen }}
      only={(value) => ({ ...NO_FILTER, owners: [value] })}
      onChosen={(owners) => onChange({ ...filter, owners })}
    />
  );
}

export function StatusMenu({ metrics, filter, onChange }: ChoicesProps) {
  const choices = CONDITIONS.map((value) => ({ value, text: value, glyph: GLYPHS[value] }));
  return (
    <ChoiceMenu
      label="Status"
      {...{ metrics, choices }}
      chosen={filter.conditions}
      only={(value) => ({ ...NO_FILTER, conditions: [value as Condition] })}
      onChosen={(conditions) => onChange({ ...filter, conditions: conditions as Condition[] })}
    />
  );
}

function sorted(values: string[]): string[] {
  return [...new Set(values)].sort((one, other) => one.localeCompare(other));
}

interface ChoiceMenuProps {
  label: string;
  metrics: BoardMetric[];
  choices: Choice[];
  chosen: string[];
  /** The filter that one choice alone would be, to count what it shows. */
  only: (value: string) => Filter;
  onChosen: (values: string[]) => void;
}

function ChoiceMenu({ label, metrics, choices, chosen, only, onChosen }: ChoiceMenuProps) {
  const toggle = (value: string) =>
    onChosen(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <Menu label={label} on={chosen.length}>
      {() => (
        <fieldset className="choices">
          <legend className="visually-hidden">{label}</legend>
          {choices.map(({ value, text, glyph }) => {
            const shown = metrics.filter((metric) => matches(metric, only(value), NO_STARS));
            const reds = shown.filter((metric) => metric.class === "red").length;
            return (
              <label key={value}>
                <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
                {glyph && <Glyph name={glyph} />}
                <span>{text}</span>
                {reds > 0 && value !== "red" && <em>{reds} red</em>}
                <i>{shown.length}</i>
              </label>
            );
          })}
        </fieldset>
      )}
    </Menu>
  );
}
