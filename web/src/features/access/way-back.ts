import { isOwnAddress } from "@/lib/own-address";

/** Where to go after the sign-in: a page of this cockpit, whatever an address says. */
export function wayBack(from: string | undefined): string {
  const leads = from !== undefined && isOwnAddress(from) && !/^\/(sign-in|pair)\b/.test(from);
  return leads ? from : "/";
}
