/** Hand a file to the browser, which keeps it where its person keeps downloads. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by the time that the next task runs.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
