/** Browsers take these out of an address before they read it: `/`, a tab and `/elsewhere.example` lead away from here. */
const IGNORED = /[\t\n\r]/;

/** Where to go after the sign-in: a page of this cockpit, whatever an address says. */
export function wayBack(from: string | undefined): string {
  if (from === undefined || IGNORED.test(from)) return "/";
  const isOwn = /^\/(?![/\\])/.test(from) && !/^\/(sign-in|pair)\b/.test(from);
  return isOwn ? from : "/";
}
