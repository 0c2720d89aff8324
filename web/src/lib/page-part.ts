/** A part of the page that is loaded when it is first shown did not come: the server is away, or it has another version by now. */
export class PartMissing extends Error {}

/** Load a part; whatever the browser says of a failure, who shows it knows what it was. */
export async function loadPart<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (problem) {
    throw new PartMissing("a part of the page did not come", { cause: problem });
  }
}
