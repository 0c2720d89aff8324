import { lazy, Suspense } from "react";
import { isRevoked, isSignedOut, useSession } from "@/api/session";
import { useLive } from "@/api/use-live";
import { CockpitPage } from "@/features/cockpit/cockpit-page";
import { loadPart } from "@/lib/page-part";
import type { TelevisionSearch } from "@/lib/television";
import { ToSignIn } from "./to-sign-in";

const PairScreen = lazy(() =>
  loadPart(() => import("@/features/access/pair-screen")).then((part) => ({ default: part.PairScreen })),
);

/** The wall; or, where it has nothing to show because nobody is let in, the way in. Numbers that are on show stay. */
export function CockpitDoor({ search }: { search: TelevisionSearch }) {
  const who = useSession();
  // A kept board may still come out of the browser's storage.
  const mayShow = useLive((state) => state.board !== null || !state.searched);
  if (!isSignedOut(who) || (mayShow && !isRevoked(who))) return <CockpitPage search={search} />;
  if (!search.tv) return <ToSignIn />;
  return (
    <Suspense>
      <PairScreen />
    </Suspense>
  );
}
