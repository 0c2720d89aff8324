/** Words of a metric file: a line that only broke to stay short goes on, an empty one begins a paragraph, an item of a list keeps its line. */
export function Prose({ text }: { text: string }) {
  return paragraphs(text).map((each) => (
    <p className="prose" key={each}>
      {each}
    </p>
  ));
}

export function paragraphs(text: string): string[] {
  return text
    .trim()
    .split(/\n[ \t]*\n\s*/)
    .map((each) => each.replace(/[ \t]*\n(?![ \t]*(?:[-*•]|\d+[.)])\s)[ \t]*/g, " "));
}
