import { Outlet, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSession } from "@/api/session";
import { Television } from "@/features/television/television";
import { loadPart } from "@/lib/page-part";

const NameDialog = lazy(() =>
  loadPart(() => import("@/components/name-dialog")).then((part) => ({ default: part.NameDialog })),
);

/** What every page has: itself, and the questions that may stand in front of it. */
export function Root() {
  const { isAskingName } = useSession();
  return (
    <>
      <Outlet />
      <Television search={useSearch({ from: "__root__" })} />
      <Suspense>{isAskingName && <NameDialog />}</Suspense>
    </>
  );
}
