import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** Leads to the sign-in, once, and back to this address after it. */
export function ToSignIn() {
  const router = useRouter();
  useEffect(() => {
    const from = `${window.location.pathname}${window.location.search}`;
    void router.navigate({ to: "/sign-in", search: { from }, replace: true });
  }, [router]);
  return null;
}
