/** Letters that have no accent to take off, and that people type otherwise. */
const PLAIN: Record<string, string> = { ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i", æ: "ae", œ: "oe", þ: "th", ς: "σ" };

/** A text as it is searched: small letters without accents, in any script. `Opération` -> `operation`, `Χρόνος` -> `χρονοσ`. */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßøłđıæœþς]/g, (letter) => PLAIN[letter] ?? letter);
}
