/** Keys that are meant for a field are no commands. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

/** What stands in front of the page, or a menu, has its own use for arrows and Escape. */
export function ownsKeys(target: EventTarget | null): boolean {
  const inMenu = target instanceof Element && target.closest("[role=dialog], [data-own-keys]") !== null;
  return isTyping(target) || inMenu || isCovered();
}

/** Something stands in front of the page and takes the keys: Escape closes it, and leads nowhere else. */
export function isCovered(): boolean {
  return document.querySelector("dialog[open], [popover]:popover-open") !== null;
}
