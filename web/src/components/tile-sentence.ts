import type { BoardMetric } from "@/api/board";
import { since, spokenAge } from "@/lib/age";
import { marksOf, targetState } from "./marks";
import { limitText, statusAge } from "./words";

const STATUS_WORDS = { red: "red", amber: "amber", green: "normal" } as const;
const AGING = { green: "", amber: ", getting old", red: ", too old" } as const;

/** The whole tile as one sentence, for ears. */
export function tileSentence(metric: BoardMetric, now: number): string {
  const { display } = metric;
  const head = `${metric.code}, ${metric.name}: ${metric.value === null ? "no value yet" : display.text}.`;
  const age = statusAge(metric, now);
  const word = metric.class === "stale" ? "stale, last known normal" : STATUS_WORDS[metric.status];
  const parts = [head, `Status ${word}${age ? ` for ${age}` : ""}.`];
  const limit = metric.reason === "too_few" ? null : limitText(metric);
  if (limit) parts.push(`Limit: ${limit}.`);
  if (display.change) parts.push(`Change: ${display.change}.`);
  if (targetState(metric) === "set" && display.target) parts.push(`Target: ${display.target}.`);
  parts.push(...conditionSentences(metric), ...marksOf(metric, now).map((mark) => mark.sentence));
  // Without a good value nobody knows here when its tables were read; that there is no value was said first.
  const read = since(metric.source_as_of ?? metric.as_of, now);
  if (read !== null) parts.push(`Source read ${spokenAge(read)}${AGING[metric.freshness]}.`);
  return parts.join(" ");
}

function conditionSentences({ health, value, cause }: BoardMetric): string[] {
  const said: string[] = [];
  if (health === "error") {
    said.push(value === null ? "The computation failed." : "The computation failed; this is the last good value.");
  }
  if (health === "no_data" && value !== null)
    said.push("The last computation found no data; this is the last good value.");
  if (cause) said.push(`${cause}.`);
  return said;
}
