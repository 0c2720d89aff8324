import { Link } from "@tanstack/react-router";
import type { BoardMetric } from "@/api/board";
import { textWidth } from "@/lib/fit-number";
import { CONTENT_WIDTH } from "./layout";

/** The reds beyond the twelve worst: counted, and named as far as a line goes. */
export function MoreReds({ metrics }: { metrics: BoardMetric[] }) {
  return (
    <div className="reds-more">
      <b>+{metrics.length} more</b>
      {metrics.slice(0, fittingReds(metrics)).map((metric) => (
        <Link
          key={metric.metric_id}
          to="/metrics/$metricId"
          params={{ metricId: metric.metric_id }}
          title={metric.name}
        >
          <span className="code">{metric.code}</span> {metric.display.text}
        </Link>
      ))}
    </div>
  );
}

const GAP = 28;

/** How many of them the line has room for: a link beyond its end could be reached by keys, and be seen by nobody. */
export function fittingReds(metrics: BoardMetric[]): number {
  let room = CONTENT_WIDTH - 48 - textWidth(`+${metrics.length} more`) * 46;
  const beyond = metrics.findIndex(({ code, display }) => {
    room -= GAP + (code.length * 0.61 + 0.3 + textWidth(display.text)) * 23;
    return room < 0;
  });
  return beyond < 0 ? metrics.length : beyond;
}
