/** Browsers take these out of an address before they read it: `/`, a tab and `/elsewhere.example` lead away from here. */
const IGNORED = /[\t\n\r]/;

/** Whether a path that came from outside, as out of an address or a message, is one of this cockpit. */
export function isOwnAddress(path: string): boolean {
  return /^\/(?![/\\])/.test(path) && !IGNORED.test(path);
}
