import type { BoardMetric } from "@/api/board";
import { Glyph, type GlyphName } from "@/components/glyph";
import { type Corner as CornerWords, cornerText, statusAge } from "@/components/words";
import { fitName, type NameStep } from "@/lib/fit-name";
import { useClock } from "@/lib/use-clock";

interface CornerProps {
  metric: BoardMetric;
  /** What there is room for; all of it when not given. */
  text?: string | null;
}

/** Age of what the tile shows; it counts up by itself. A clock tells that the data is old where the words tell something else. */
export function Corner({ metric, text = null }: CornerProps) {
  const whole = useClock((at) => cornerText(metric, at).text);
  const clock = useClock((at) => cornerText(metric, at).clock ?? "");
  const tone = useTone(metric);
  const shown = text ?? whole;
  if (!shown && !clock) return <span className="corner" />;
  return (
    <span className={`corner corner-${tone}`}>
      {clock && <Glyph name={clock === "old" ? "old" : "stale"} />}
      {shown}
    </span>
  );
}

/** How loud the corner is. */
export function useTone(metric: BoardMetric): CornerWords["tone"] {
  return useClock((at) => cornerText(metric, at).tone);
}

const STEPS = ["name", "name name-long", "name name-longest"];

interface NameProps {
  metric: BoardMetric;
  /** What it has, in wall units. */
  width: number;
  /** The sizes that the style sheet gives it, largest first; three at most. */
  steps: readonly NameStep[];
}

/** The name, as large as it is whole; what is cut even so is whole in the tooltip. */
export function Name({ metric, width, steps }: NameProps) {
  const step = fitName(metric.name, width, steps);
  const lines = { "--lines": steps[step]?.lines } as React.CSSProperties;
  return (
    <span className={STEPS[step]} style={lines} title={metric.name}>
      {metric.name}
    </span>
  );
}

/** The glyph in front of the code: health speaks before age. */
export function signalGlyph(metric: BoardMetric): GlyphName {
  if (metric.class === "red" || metric.class === "amber") return metric.class;
  if (metric.health === "error") return "error";
  return metric.health === "no_data" ? "empty" : "stale";
}

/** `▲ +0.6 pp in 7 d`: the arrow repeats the sign, for those who read from far. */
export function ChangeLine({ change }: { change: string | null }) {
  if (!change) return null;
  const falling = /^[-\u2212]/.test(change);
  const [, amount = "", span] = /^(.*?)(\s+in\s+.+)?$/.exec(change) ?? [];
  return (
    <span className="change">
      {/[1-9]/.test(amount) && <Glyph name={falling ? "down" : "up"} />}
      <span>{amount}</span>
      {span && <em>&nbsp;{span.trim()}</em>}
    </span>
  );
}

/** Where the number needs the room, one part of the age is enough: `red for 22 h`. */
export function RedFor({ metric, brief }: { metric: BoardMetric; brief: boolean }) {
  const age = useClock((at) =>
    brief ? statusAge(metric, at).split(" ").slice(0, 2).join(" ") : statusAge(metric, at),
  );
  if (!age) return null;
  return (
    <span>
      <em>red for&nbsp;</em>
      {age}
    </span>
  );
}
