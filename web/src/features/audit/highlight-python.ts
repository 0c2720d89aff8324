import { highlightSql, type Token } from "@/lib/highlight-sql";

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda match case " +
    "nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** Order matters: comments and strings swallow everything inside them. */
const PATTERN =
  /(#[^\n]*)|([rRbBfFuU]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|(@[\w.]+)|(\b\d[\d_]*(?:\.\d+)?\b)|([^\W\d]\w*)|(\s+|[\s\S])/gu;

/** Python cut into coloured pieces, the SQL in its texts as well. Joined again they are the same text. */
export function highlightPython(source: string): Token[] {
  const tokens: Token[] = [];
  for (const match of source.matchAll(PATTERN)) {
    const [text, comment, string, decorator, number, word] = match;
    if (comment) tokens.push({ kind: "comment", text });
    else if (string) tokens.push(...stringTokens(text));
    else if (decorator) tokens.push({ kind: "parameter", text });
    else if (number) tokens.push({ kind: "number", text });
    else if (word) tokens.push({ kind: KEYWORDS.has(word) ? "keyword" : "word", text });
    else tokens.push({ kind: "other", text });
  }
  return tokens;
}

const SQL_TEXT = /^(\w*"{3}|\w*'{3}|\w*["'])(\s*(?:select|with|insert|update|delete)\b[\s\S]*?)("{3}|'{3}|["'])$/i;

function stringTokens(text: string): Token[] {
  const [, opening, statement, closing] = text.match(SQL_TEXT) ?? [];
  if (!opening || !statement || !closing) return [{ kind: "string", text }];
  return [{ kind: "string", text: opening }, ...highlightSql(statement), { kind: "string", text: closing }];
}
