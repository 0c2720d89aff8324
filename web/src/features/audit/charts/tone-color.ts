import type { Colors } from "./colors";
import type { Tone } from "./payloads";

/** The colours of the wall; without a tone the first of the series'. */
export function toneColor(tone: Tone | null | undefined, colors: Colors): string {
  const tones = { red: colors.red, amber: colors.amberFill, green: colors.green };
  return tone ? tones[tone] : (colors.hues[0] ?? colors.ink);
}
