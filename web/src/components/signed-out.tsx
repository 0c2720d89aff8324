import { Link, useLocation } from "@tanstack/react-router";
import { useSession } from "@/api/session";

const WHY = {
  expired: "The sign-in has expired",
  revoked: "The access was ended",
  "signed-out": "Signed out",
} as const;

/** Why nobody is signed in, in three words. */
export function useSignedOutWords(): string {
  const refusal = useSession().session?.refusal;
  return refusal ? WHY[refusal] : "Signed out";
}

/** To the sign-in, and back here after it. */
export function SignInLink({ className }: { className?: string }) {
  const from = useLocation({ select: (location) => location.href });
  return (
    <Link to="/sign-in" search={{ from }} className={className ?? ""}>
      Sign in
    </Link>
  );
}
