import type { Board } from "@/api/board";
import { usePairing } from "@/api/pairing";
import { SignInLink } from "@/components/signed-out";
import { whenText } from "@/lib/calendar";
import { useClock } from "@/lib/use-clock";

/** Of when the numbers are, and the way in: at a desk to the sign-in, on a television the code that lets it in again. */
export function SignedOutTail({ board, tv }: { board: Board; tv: boolean }) {
  const when = useClock((at) => (board.published_at ? ` of ${whenText(board.published_at, at, board.timezone)}` : ""));
  return (
    <>
      showing the last good values{when}
      {tv ? <PairTail /> : <SignInLink className="bar-way" />}
    </>
  );
}

function PairTail() {
  const { kind, code } = usePairing();
  if (kind !== "waiting") return null;
  return (
    <>
      . To let it in, enter <i className="bar-code">{code}</i> at {window.location.host}/access
    </>
  );
}
