import { scaleLinear } from "d3-scale";
import type { BoardMetric } from "@/api/board";
import { bareLimit } from "@/components/words";

/** Where the value stands between its lines. */
export function LimitsCard({ metric }: { metric: BoardMetric }) {
  const { norm_value, alert_value, direction, display } = metric;
  const beyond = direction === "down" ? "above" : "below";
  return (
    <section className="card pad" aria-label="Limits">
      <div className="card-head">
        <h2>Limits</h2>
        <span className="quiet">{direction === "down" ? "lower is better" : "higher is better"}</span>
      </div>
      {norm_value === null && alert_value === null ? (
        <p className="note">
          No limits yet: this metric is {metric.typical ? "judged against what is typical" : "shown, not judged"}.
        </p>
      ) : (
        <Scale metric={metric} />
      )}
      <dl className="limit-list">
        <Limit kind="target" name="Target" text={display.target} />
        <Limit kind="amber" name="Amber" side={beyond} text={display.norm} />
        <Limit kind="red" name="Red" side={beyond} text={display.alert} />
      </dl>
    </section>
  );
}

interface LimitProps {
  kind: string;
  name: string;
  /** A value on the line itself is still on its good side. */
  side?: "above" | "below";
  text: string | null;
}

function Limit({ kind, name, side, text }: LimitProps) {
  return (
    <div>
      <dt>
        <i className={`swatch swatch-${kind}`} />
        {text !== null && side ? `${name} ${side}` : name}
      </dt>
      <dd>{bareLimit(text) ?? "none"}</dd>
    </div>
  );
}

const WIDTH = 396;

function Scale({ metric }: { metric: BoardMetric }) {
  const { value, norm_value, alert_value, typical, direction } = metric;
  const marks = [
    value,
    norm_value,
    alert_value,
    typical && typical.mean - typical.stddev,
    typical && typical.mean + typical.stddev,
  ];
  const known = marks.filter((mark): mark is number => mark !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const margin = (high - low || Math.abs(high) || 1) * 0.25;
  const x = scaleLinear([low - margin, high + margin], [6, WIDTH - 6]).clamp(true);
  const zones = zonesOf(direction, norm_value, alert_value, [low - margin, high + margin]);
  const edges = edgeTexts(metric, (x(high) - x(low)) / (high - low || 1));
  const label = `Value ${metric.display.text}, amber ${metric.display.norm ?? "none"}, red ${metric.display.alert ?? "none"}`;
  return (
    <svg className="scale" viewBox={`0 0 ${WIDTH} 64`} role="img" aria-label={label}>
      {edges.map(([at, text]) => (
        <text
          key={text}
          className="scale-edge"
          x={Math.min(WIDTH - 30, Math.max(30, x(at)))}
          y="14"
          textAnchor="middle"
        >
          {text}
        </text>
      ))}
      {zones.map((zone) => (
        <rect
          key={zone.kind}
          className={`zone-${zone.kind}`}
          x={x(zone.from)}
          width={Math.max(0, x(zone.to) - x(zone.from) - 1)}
          y="22"
          height="14"
          rx="3"
        />
      ))}
      {typical && (
        <path
          className="scale-typical"
          d={`M${x(typical.mean - typical.stddev)} 43H${x(typical.mean + typical.stddev)}`}
        />
      )}
      {value !== null && <path className="scale-now" d={`M${x(value)} 17V41`} />}
      {value !== null && (
        <text
          className={`scale-value scale-${metric.class}`}
          x={Math.min(WIDTH - 44, Math.max(44, x(value)))}
          y="60"
          textAnchor="middle"
        >
          {metric.display.text} now
        </text>
      )}
    </svg>
  );
}

/** The lines' numbers above the scale; both only where they do not touch. */
function edgeTexts({ norm_value, alert_value, display }: BoardMetric, pixelsPerUnit: number): [number, string][] {
  const [red, amber] = [bareLimit(display.alert) ?? "", bareLimit(display.norm) ?? ""];
  const shown: [number, string][] = alert_value === null ? [] : [[alert_value, red]];
  // Half of each, and a space between; a letter of the scale is some 7 wide.
  const room = Math.max(52, ((red.length + amber.length) / 2) * 7 + 8);
  const apart = norm_value !== null && Math.abs(norm_value - (alert_value ?? Infinity)) * pixelsPerUnit > room;
  return norm_value !== null && apart ? [...shown, [norm_value, amber]] : shown;
}

export interface Zone {
  kind: "good" | "amber" | "red";
  from: number;
  to: number;
}

/** The scale cut at its lines, from left to right. */
export function zonesOf(
  direction: "up" | "down",
  norm: number | null,
  alert: number | null,
  [low, high]: [number, number],
): Zone[] {
  const kinds: Zone["kind"][] = ["good", "amber", "red"];
  if (direction === "down") {
    const edges = [low, norm ?? alert ?? high, alert ?? high, high];
    return kinds
      .map((kind, index) => ({ kind, from: edges[index] ?? low, to: edges[index + 1] ?? high }))
      .filter(hasWidth);
  }
  const edges = [low, alert ?? low, norm ?? alert ?? low, high];
  return kinds
    .toReversed()
    .map((kind, index) => ({ kind, from: edges[index] ?? low, to: edges[index + 1] ?? high }))
    .filter(hasWidth);
}

function hasWidth(zone: Zone): boolean {
  return zone.to > zone.from;
}
