interface ChoiceProps {
  label: string;
  /** What is chosen; none is all. */
  chosen: string[];
  /** What each metric has, again and again: counted here. */
  among: string[];
  /** Else by name. */
  order?: string[];
  name: (key: string) => string;
  onChoose: (chosen: string[]) => void;
}

const SEVERAL = "\u0000several";

/** One of the values that metrics have, with how many have it. An address may choose several. */
export function Choice({ label, chosen, among, order, name, onChoose }: ChoiceProps) {
  const counts = new Map<string, number>(chosen.map((each) => [each, 0]));
  for (const each of among) counts.set(each, (counts.get(each) ?? 0) + 1);
  const place = (key: string) => (order ? order.indexOf(key) : 0);
  const keys = [...counts.keys()].sort(
    (first, second) => place(first) - place(second) || name(first).localeCompare(name(second), "en"),
  );
  return (
    <label className={chosen.length > 0 ? "choice choice-set" : "choice"}>
      <span>{label}</span>
      <select
        value={chosen.length > 1 ? SEVERAL : (chosen[0] ?? "")}
        onChange={(event) => onChoose(event.target.value ? [event.target.value] : [])}
      >
        <option value="">all</option>
        {chosen.length > 1 && <option value={SEVERAL}>{chosen.map(name).join(", ")}</option>}
        {keys.map((key) => (
          <option key={key} value={key}>
            {name(key)} ({counts.get(key)})
          </option>
        ))}
      </select>
    </label>
  );
}
