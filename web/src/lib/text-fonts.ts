/** Long enough for a font from the server that also sent this script, short enough that numbers never wait for beauty. */
const PATIENCE_MILLISECONDS = 1500;
const FAMILIES = ["Inter Variable", "JetBrains Mono Variable"];

/**
 * Resolves when the bundled fonts can be drawn with, or when waiting for them is no longer worth it.
 * The wall fits its texts by Inter's widths: in a wider stand-in the header would overflow until the fonts arrive.
 */
export async function fontsOrPatience(): Promise<void> {
  const loads = FAMILIES.map((family) => document.fonts.load(`1em "${family}"`));
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MILLISECONDS));
  await Promise.race([Promise.allSettled(loads), patience]);
}
