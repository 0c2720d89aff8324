/** Puts a text on the clipboard; false where the browser allows no page to. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Plain HTTP from another machine has no clipboard of its own. */
function copyBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  const before = document.activeElement as HTMLElement | null;
  // Behind a dialog the page is inert: nothing of it can be selected.
  (before?.closest("dialog") ?? document.body).append(field);
  // Selecting gives no focus in every browser, and copying needs it.
  field.focus({ preventScroll: true });
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return copied;
}
