import type { MetricPage } from "@/api/board";
import { bareLimit } from "@/components/words";
import { textWidth } from "@/lib/fit-number";
import { useWidth } from "@/lib/use-width";
import { domainOf, type Label, placeOn, spread, zonesOf } from "./scale-geometry";

export interface ShownLines {
  target_value: number | null;
  norm_value: number | null;
  alert_value: number | null;
}

interface LimitScaleProps {
  page: MetricPage;
  lines: ShownLines;
  /** What stands at a line; null where there is none. */
  texts: Record<keyof ShownLines, string | null>;
}

const USUAL_WIDTH = 432;
const LETTER = 14;
const [BAR_TOP, BAR_HEIGHT, LOW_TEXT] = [21, 14, 59];

/** Where the value stands between its lines, also while they are being moved. Draws nothing where there is nothing to place. */
export function LimitScale({ page, lines, texts }: LimitScaleProps) {
  const [box, width] = useWidth<HTMLDivElement>(USUAL_WIDTH);
  const { metric } = page;
  const { norm_value: norm, alert_value: alert, target_value: target } = lines;
  const band = bandOf(metric);
  if (norm === null && alert === null && !band) return null;
  const domain = domainOf([metric.value, norm, alert, target, ...(band ?? [])]);
  const x = placeOn(domain, width);
  const zones = zonesOf({ direction: metric.direction, norm, alert }, domain);
  const spoken = `Value ${metric.display.text}, amber ${texts.norm_value ?? "none"}, red ${texts.alert_value ?? "none"}`;
  return (
    <div ref={box} className="scale">
      <svg viewBox={`0 0 ${width} 66`} width={width} height="66" role="img" aria-label={spoken}>
        <Words labels={lineLabels(lines, texts, x)} y={13} width={width} />
        {zones.length === 0 && <rect className="zone-none" width={width} y={BAR_TOP} height={BAR_HEIGHT} rx="3" />}
        {zones.map(({ kind, from, to }) => (
          <rect
            key={kind}
            className={`zone-${kind}`}
            x={x(from)}
            width={Math.max(0, x(to) - x(from) - 1)}
            y={BAR_TOP}
            height={BAR_HEIGHT}
            rx="3"
          />
        ))}
        {target !== null && <path className="scale-target" d={`M${x(target)} ${BAR_TOP - 1}v${BAR_HEIGHT + 2}`} />}
        {band && <path className="scale-band" d={`M${x(band[0])} 41H${x(band[1])}`} />}
        {metric.value !== null && (
          <path className="scale-now" d={`M${x(metric.value)} ${BAR_TOP - 4}v${BAR_HEIGHT + 8}`} />
        )}
        <Words labels={valueLabels(page, band, x)} y={LOW_TEXT} width={width} />
      </svg>
    </div>
  );
}

type Place = (value: number) => number;
type Band = [low: number, high: number] | null;

function bandOf({ typical }: MetricPage["metric"]): Band {
  return typical && [typical.mean - typical.stddev, typical.mean + typical.stddev];
}

function label(key: string, at: number, text: string): Label {
  return { key, at, text, width: textWidth(text) * LETTER * 0.98 };
}

/** The most important one last: it stays where there is no room for all. */
function lineLabels(lines: ShownLines, texts: LimitScaleProps["texts"], x: Place): Label[] {
  const order = [
    ["target", lines.target_value, texts.target_value],
    ["amber", lines.norm_value === lines.alert_value ? null : lines.norm_value, texts.norm_value],
    ["red", lines.alert_value, texts.alert_value],
  ] as const;
  return order.flatMap(([key, at, text]) => (at === null || text === null ? [] : [label(key, x(at), text)]));
}

function valueLabels({ metric, typical_text }: MetricPage, band: Band, x: Place): Label[] {
  const labels: Label[] = [];
  if (band && typical_text) {
    labels.push(label("typical", x((band[0] + band[1]) / 2), `typical ${typical_text.low} to ${typical_text.high}`));
  }
  if (metric.value !== null)
    labels.push(label(`now scale-${metric.class}`, x(metric.value), `${metric.display.text} now`));
  return labels;
}

function Words({ labels, y, width }: { labels: Label[]; y: number; width: number }) {
  let shown = labels;
  while (widthOf(shown) > width) shown = shown.slice(1);
  return spread(shown, width).map(({ key, text, at }) => (
    <text key={key} className={`scale-word scale-${key}`} x={at} y={y} textAnchor="middle">
      {text}
    </text>
  ));
}

function widthOf(labels: Label[]): number {
  return labels.reduce((total, each) => total + each.width + 10, -10);
}

/** The lines as they are, in the server's words. */
export function textsOf({ metric }: MetricPage): Record<keyof ShownLines, string | null> {
  const { norm, alert, target } = metric.display;
  return { target_value: bareLimit(target), norm_value: bareLimit(norm), alert_value: bareLimit(alert) };
}
