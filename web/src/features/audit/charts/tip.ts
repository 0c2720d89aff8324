/** What a place of a chart says, to the eye in a box beside the pointer and to the ear in a sentence. */
export interface Tip {
  title: string;
  rows: TipRow[];
  note?: string;
}

export interface TipRow {
  name: string;
  value: string;
  color?: string;
}

const MOST_ROWS = 14;

export function tipElement(tip: Tip): HTMLElement {
  const box = element("div", "cut-tip");
  box.append(element("b", "", tip.title));
  const list = element("dl", "");
  for (const row of tip.rows.slice(0, MOST_ROWS)) {
    const name = element("dt", "", row.name);
    if (row.color) {
      const mark = element("i", "");
      mark.style.background = row.color;
      name.prepend(mark);
    }
    list.append(name, element("dd", "", row.value));
  }
  if (tip.rows.length > 0) box.append(list);
  const left = tip.rows.length - MOST_ROWS;
  const notes = [left > 0 ? `and ${left} more` : "", tip.note ?? ""].filter(Boolean);
  if (notes.length > 0) box.append(element("em", "", notes.join(". ")));
  return box;
}

export function tipSentence({ title, rows, note }: Tip): string {
  const told = rows.map(({ name, value }) => (name ? `${name} ${value}` : value)).join(", ");
  return [title, told].filter(Boolean).join(": ") + (note ? `. ${note}` : "");
}

/** Texts of a payload are anybody's: they are never read as HTML. */
function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
