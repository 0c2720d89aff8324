import type { Scene } from "./scene";

/** What the marks of the chart mean; only those that are in it. */
export function ChartKey({ scene }: { scene: Scene }) {
  const points = scene.stands.map(({ point }) => point);
  const entries: [string, string, boolean][] = [
    ["key-band", "typical range", points.some(({ typical }) => typical !== null)],
    ["key-ring", "far from typical", points.some(({ far_from_typical }) => far_from_typical)],
    ["key-later", "computed later", points.some(({ origin }) => origin === "backfill")],
    ["key-seen", "as shown that day", points.some(({ origin }) => origin === "observed")],
    ["key-failed", "no good value", failedWithin(scene)],
  ];
  return (
    <ul className="chart-key">
      {entries
        .filter(([, , shown]) => shown)
        .map(([mark, name]) => (
          <li key={name}>
            <i className={mark} />
            {name}
          </li>
        ))}
    </ul>
  );
}

function failedWithin({ page, span }: Scene): boolean {
  return page.failures.some(
    ({ since, until }) => since.slice(0, 10) <= span.to && (until === null || until.slice(0, 10) >= span.from),
  );
}
