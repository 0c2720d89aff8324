export interface Token {
  kind: "word" | "keyword" | "string" | "number" | "comment" | "parameter" | "other";
  text: string;
}

const KEYWORDS = new Set(
  (
    "select from where group by order having limit offset with recursive as and or not in is null case when then else end join left right full inner outer " +
    "cross lateral on using distinct union all except intersect between like ilike exists interval over partition filter within asc desc nulls first last " +
    "true false cast any some values rows range preceding following current row extract at time zone"
  ).split(" "),
);

/** Order matters: comments and strings swallow everything inside them. `::` is a cast, never a parameter. */
const PATTERN =
  /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\3\$)|(::)|(:[a-z_]\w*|%\(\w+\)s)|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)|(\s+|[^\s])/g;

/** SQL cut into coloured pieces. Joined again they are the same text. */
export function highlightSql(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(PATTERN)) {
    const [text, comment, string, , , parameter, number, word] = match;
    if (comment) tokens.push({ kind: "comment", text });
    else if (string) tokens.push({ kind: "string", text });
    else if (parameter) tokens.push({ kind: "parameter", text });
    else if (number) tokens.push({ kind: "number", text });
    else if (word) tokens.push({ kind: KEYWORDS.has(word.toLowerCase()) ? "keyword" : "word", text });
    else tokens.push({ kind: "other", text });
  }
  return tokens;
}
