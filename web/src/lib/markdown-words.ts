/** No lookbehind: older televisions refuse a script that has one. */
const MARKS: [RegExp, string][] = [
  [/^[ \t]*(?:(?:#{1,6}|[-*+>])[ \t]+)+/gm, ""],
  [/!?\[([^\]]*)\]\([^)]*\)/g, "$1"],
  [/\*\*(\S(?:[^*]*[^\s*])?)\*\*/g, "$1"],
  [/(^|[^\p{L}\p{N}_])__(\S(?:[^_]*[^\s_])?)__(?![\p{L}\p{N}])/gu, "$1$2"],
  [/(^|[^\p{L}\p{N}_*])\*([^\s*](?:[^*]*[^\s*])?)\*(?![\p{L}\p{N}_*])/gu, "$1$2"],
  [/(^|[^\p{L}\p{N}_])_([^\s_](?:[^_]*[^\s_])?)_(?![\p{L}\p{N}_])/gu, "$1$2"],
  [/`+([^`]+)`+/g, "$1"],
];

/** The words of a Markdown text without its marks, for tiles, which have no room for more. As messages have them. */
export function markdownWords(text: string): string {
  return MARKS.reduce((told, [mark, words]) => told.replace(mark, words), text);
}
