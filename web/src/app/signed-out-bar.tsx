import { useLive } from "@/api/use-live";
import { SignInLink, useSignedOutWords } from "@/components/signed-out";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** Above what a page shows on: nobody is signed in any more, and nothing new comes. */
export function SignedOutBar() {
  const why = useSignedOutWords();
  const board = useLive((state) => state.board);
  const since = useLive((state) => state.refusedSince);
  const when = useClock((at) =>
    since === null ? "" : whenText(new Date(since).toISOString(), at, board?.timezone ?? "UTC"),
  );
  return (
    <div className="signed-out" role="status">
      <b>{why}.</b>
      <span>What stands here is of {when || "before"}.</span>
      <SignInLink className="button" />
    </div>
  );
}
