/** Long enough for a font from the server that also sent this script, short enough that numbers never wait for beauty. */
const PATIENCE_MILLISECONDS = 1500;
const TEXTS = '1em "Inter Variable"';
const CODES = '1em "JetBrains Mono Variable"';

/**
 * Resolves when the bundled fonts can be drawn with, or when waiting for them is no longer worth it.
 * The wall fits its texts by Inter's widths: in a wider stand-in the header would overflow until the fonts arrive.
 */
export async function fontsOrPatience(): Promise<void> {
  await orPatience([document.fonts.load(TEXTS), document.fonts.load(CODES)]);
}

/** The same for the letters of a text: those of other scripts, and of names such as Dvořák, come in files of their own. */
export async function lettersOrPatience(text: string): Promise<void> {
  await orPatience([document.fonts.load(TEXTS, text)]);
}

async function orPatience(loads: Promise<unknown>[]): Promise<void> {
  const patience = new Promise((done) => setTimeout(done, PATIENCE_MILLISECONDS));
  await Promise.race([Promise.allSettled(loads), patience]);
}
