import { Outlet, useLocation, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useSession } from "@/api/session";
import { Television } from "@/features/television/television";
import type { Place } from "@/lib/key-table";
import { closeOverlay, useOverlay } from "@/lib/overlay";
import { loadPart } from "@/lib/page-part";
import { PartBoundary } from "./part-boundary";

const NameDialog = lazy(() =>
  loadPart(() => import("@/components/name-dialog")).then((part) => ({ default: part.NameDialog })),
);
const Palette = lazy(() =>
  loadPart(() => import("@/features/palette/palette")).then((part) => ({ default: part.Palette })),
);
const FeedbackDialog = lazy(() =>
  loadPart(() => import("@/features/feedback/feedback-dialog")).then((part) => ({ default: part.FeedbackDialog })),
);

const KeyHelp = lazy(() => loadPart(() => import("@/components/key-help")).then((part) => ({ default: part.KeyHelp })));

/** What every page has: itself, and what may stand in front of it. */
export function Root() {
  const { isAskingName } = useSession();
  const overlay = useOverlay();
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <>
      <Outlet />
      <Television search={useSearch({ from: "__root__" })} />
      <PartBoundary key={overlay}>
        <Suspense>
          {isAskingName && <NameDialog />}
          {overlay === "palette" && <Palette onClose={() => closeOverlay("palette")} />}
          {overlay === "keys" && <KeyHelp place={placeOf(path)} onClose={() => closeOverlay("keys")} />}
          {overlay === "feedback" && <FeedbackDialog onClose={() => closeOverlay("feedback")} />}
        </Suspense>
      </PartBoundary>
    </>
  );
}

function placeOf(path: string): Place {
  if (path === "/") return "cockpit";
  return path.startsWith("/metrics/") ? "metric" : "page";
}
