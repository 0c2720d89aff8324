/** Where to go after the sign-in: a page of this cockpit, whatever an address says. */
export function wayBack(from: string | undefined): string {
  const isOwn = from !== undefined && /^\/(?![/\\])/.test(from) && !/^\/(sign-in|pair)\b/.test(from);
  return isOwn ? from : "/";
}
