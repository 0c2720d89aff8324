import type { BoardMetric, MetricPage } from "@/api/board";
import { Glyph } from "@/components/glyph";
import { isUnmeasured } from "./status-sentence";

const TITLES: Record<BoardMetric["health"], string> = {
  error: "The computation failed",
  no_data: "The computation found no data",
  ok: "The source is not being read",
};

/** Why the number cannot be trusted to be of now, in the words of whatever failed. */
export function FailureCard({ page }: { page: MetricPage }) {
  const { metric } = page;
  if (metric.health === "ok" && metric.freshness !== "red") return null;
  const title = isUnmeasured(page) ? "It was never measured" : TITLES[metric.health];
  return (
    <section className="card failure" aria-label={title}>
      <Glyph name={metric.health === "error" ? "error" : metric.health === "no_data" ? "empty" : "stale"} />
      <div>
        <h2>{title}</h2>
        {metric.cause && !repeats(metric) && <p>{metric.cause}</p>}
        {metric.error && <pre>{metric.error}</pre>}
      </div>
    </section>
  );
}

/** The cause of a failure is the first line of its error: once is enough. */
function repeats({ cause, error }: BoardMetric): boolean {
  const said = (cause ?? "").replace(/^(failing|no data): /, "").replace(/…$/, "");
  return error?.includes(said) ?? false;
}
