import type { Scene } from "./scene";
import { failuresWithin } from "./view";

/** What the marks of the chart mean; only those that are in it. */
export function ChartKey({ scene, zone }: { scene: Scene; zone: string }) {
  const points = scene.stands.map(({ point }) => point);
  const entries: [string, string, boolean][] = [
    ["key-band", "typical range", points.some(({ typical }) => typical !== null)],
    ["key-ring", "far from typical", points.some(({ far_from_typical }) => far_from_typical)],
    ["key-later", "computed later", points.some(({ origin }) => origin === "backfill")],
    ["key-seen", "as shown that day", points.some(({ origin }) => origin === "observed")],
    ["key-failed", "no good value", failuresWithin(scene.page.failures, scene.span, zone).length > 0],
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
