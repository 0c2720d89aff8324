import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isTelevision } from "@/lib/television";

/** Leads to the sign-in, once, and back to this address after it. A television has nobody who types: the wall asks to pair it. */
export function ToSignIn() {
  const router = useRouter();
  useEffect(() => {
    if (isTelevision()) {
      // The root route keeps what the address says of the screen.
      void router.navigate({ to: "/", replace: true });
      return;
    }
    const from = `${window.location.pathname}${window.location.search}`;
    void router.navigate({ to: "/sign-in", search: { from }, replace: true });
  }, [router]);
  return null;
}
