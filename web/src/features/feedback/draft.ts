const KEY = "heartbeat-feedback-draft";

/** What was typed and not sent yet; it outlives a closed form, an error and a reload of this tab. */
export function readDraft(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(text: string): void {
  try {
    if (text) sessionStorage.setItem(KEY, text);
    else sessionStorage.removeItem(KEY);
  } catch {
    // Without storage the form still holds it while it is open.
  }
}
