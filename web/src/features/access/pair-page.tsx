import { Navigate } from "@tanstack/react-router";
import { useSession } from "@/api/session";
import { PairScreen } from "./pair-screen";

/** The address that somebody types into a new television; the wall follows as soon as it is let in. */
export function PairPage() {
  const { session } = useSession();
  if (session?.who) return <Navigate to="/" search={{ tv: 1 }} replace />;
  return <PairScreen isDesk />;
}
