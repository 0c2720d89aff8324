/** A cell of a file for spreadsheets. What is not known is empty. */
export type CsvCell = string | number | null | undefined;

/**
 * Comma-separated values as spreadsheets read them (RFC 4180), with a mark that says UTF-8.
 * A text that a spreadsheet would take for a formula is kept a text.
 */
export function csvText(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const lines = [head, ...rows].map((row) => row.map(cellText).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The same as a file. */
export function csvFile(head: readonly string[], rows: readonly (readonly CsvCell[])[]): Blob {
  return new Blob([csvText(head, rows)], { type: "text/csv;charset=utf-8" });
}

/** Hand a file to whoever sits before the screen. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by then; some begin only after this turn.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
