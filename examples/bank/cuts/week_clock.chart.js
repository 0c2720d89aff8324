// Draws the kind `week_clock`: a row for each weekday, a column for each hour, darker where there is more.
// Its payload: {unit, days: [7 names], values: [7 rows of 24 numbers], columns, rows}; the last two are its CSV and its table.

const SVG = "http://www.w3.org/2000/svg";
const LEFT = 34;
const TOP = 4;
const CELL = { width: 24, height: 22, gap: 2 };
const WIDTH = LEFT + 24 * CELL.width;
const HEIGHT = TOP + 7 * CELL.height + 18;
const STEPS = 6;

export default function draw(element, payload, { format }) {
  const most = Math.max(1, ...payload.values.flat());
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: "100%", role: "img" });
  svg.style.maxWidth = "860px"; // wider, and its letters outgrow the page's
  svg.setAttribute("aria-label", summary(payload, format));
  payload.days.forEach((day, row) => {
    svg.append(text(day.slice(0, 2), LEFT - 8, middleOf(row), "end"));
    payload.values[row].forEach((value, hour) => svg.append(cell(row, hour, value / most, told(payload, row, hour, format))));
  });
  for (let hour = 0; hour < 24; hour += 3) {
    svg.append(text(String(hour).padStart(2, "0"), LEFT + hour * CELL.width, HEIGHT - 4, "start"));
  }
  element.append(svg);
  return () => svg.remove();
}

/** Colours are the page's own variables, so a change of theme needs no new drawing. An hour without any keeps its outline. */
function cell(row, hour, share, title) {
  const rect = node("rect", {
    x: LEFT + hour * CELL.width,
    y: TOP + row * CELL.height,
    width: CELL.width - CELL.gap,
    height: CELL.height - CELL.gap,
    rx: 3,
  });
  rect.style.fill = share > 0 ? "var(--accent)" : "none";
  rect.style.fillOpacity = String(0.08 + (0.92 * Math.ceil(share * STEPS)) / STEPS);
  rect.style.stroke = share > 0 ? "none" : "var(--line)";
  const hint = node("title", {});
  hint.textContent = title;
  rect.append(hint);
  return rect;
}

function text(words, x, y, anchor) {
  const label = node("text", { x, y, "text-anchor": anchor, "font-size": 11 });
  label.style.fill = "var(--text-3)";
  label.textContent = words;
  return label;
}

function told({ days, values, unit }, row, hour, format) {
  return `${days[row]}, ${hour}:00 to ${hour + 1}:00: ${format.whole(values[row][hour], unit)}`;
}

function summary(payload, format) {
  const all = payload.values.flatMap((row, at) => row.map((value, hour) => ({ value, at, hour })));
  const busiest = all.reduce((one, other) => (other.value > one.value ? other : one));
  return `Busiest: ${told(payload, busiest.at, busiest.hour, format)}.`;
}

function middleOf(row) {
  return TOP + row * CELL.height + CELL.height / 2 + 3;
}

function node(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
