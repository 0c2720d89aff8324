import { memo, useId } from "react";
import type { BoardMetric } from "@/api/board";
import { drawSpark, SPARK_HEIGHT, SPARK_WIDTH, type Spark, tickY } from "@/lib/spark-geometry";

export type SparkTone = "red" | "amber" | "normal";

interface SparklineProps {
  metric: BoardMetric;
  tone: SparkTone;
  lastDay: string;
}

const DAYS = 30;

/**
 * Thirty days at a glance, stretched to the box that CSS gives it. Strokes do not stretch: their widths are set in CSS.
 * Decoration for the ear: the tile's own sentence says what it shows.
 */
export const Sparkline = memo(function Sparkline({ metric, tone, lastDay }: SparklineProps) {
  const clip = useId();
  const [limit, second] =
    tone === "red" ? [metric.alert_value, metric.norm_value] : [metric.norm_value, metric.alert_value];
  const withLines = tone !== "normal";
  const spark = drawSpark({
    points: metric.spark,
    lastDay,
    days: DAYS,
    direction: metric.direction,
    limit: withLines ? limit : null,
    second: withLines ? second : null,
    typical: metric.typical,
    crossed: metric.reason === "alert_crossed" || metric.reason === "norm_crossed",
  });
  if (!spark.end) return null;
  return (
    <svg
      className={`spark spark-${tone}`}
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {spark.band && <rect className="spark-band" x="0" width="282" y={spark.band.y} height={spark.band.height} />}
      <Breach spark={spark} clip={clip} />
      {spark.limitY !== null && <path className="spark-limit" d={`M0 ${spark.limitY}H${SPARK_WIDTH}`} />}
      {spark.secondY !== null && <path className="spark-second" d={`M0 ${spark.secondY}H${SPARK_WIDTH}`} />}
      {tone === "normal" && <Ticks metric={metric} />}
      {spark.track && <path className="spark-track" d={`M2 ${spark.end.y}H${spark.end.x - 14}`} />}
      <path className="spark-line" d={spark.line} />
      {/* A stroke of no length with round ends stays a circle however the box is stretched. */}
      <path className="spark-end" d={`M${spark.end.x} ${spark.end.y}h.01`} />
    </svg>
  );
});

function Breach({ spark, clip }: { spark: Spark; clip: string }) {
  if (!spark.breach || !spark.area) return null;
  return (
    <>
      <clipPath id={clip}>
        <rect x="0" width={SPARK_WIDTH} y={spark.breach.y} height={spark.breach.height} />
      </clipPath>
      <path className="spark-breach" clipPath={`url(#${clip})`} d={spark.area} />
    </>
  );
}

/** Where amber and red begin, as ticks on the right edge. */
function Ticks({ metric }: { metric: BoardMetric }) {
  return (
    <>
      {metric.norm_value !== null && (
        <path className="tick-amber" d={`M276 ${tickY(metric.norm_value, metric.spark, metric.typical)}H300`} />
      )}
      {metric.alert_value !== null && <path className="tick-red" d={`M276 ${nudged(metric)}H300`} />}
    </>
  );
}

/** Both lines outside the picture would hide one another: red goes a little further out. */
function nudged(metric: BoardMetric): number {
  const red = tickY(metric.alert_value ?? 0, metric.spark, metric.typical);
  if (metric.norm_value === null) return red;
  const amber = tickY(metric.norm_value, metric.spark, metric.typical);
  if (Math.abs(amber - red) >= 10) return red;
  return metric.direction === "down" ? amber - 12 : amber + 12;
}
