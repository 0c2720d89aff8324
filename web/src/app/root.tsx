import { Outlet, useLocation, useSearch } from "@tanstack/react-router";
import { session, useSession } from "@/api/session";
import { Television } from "@/features/television/television";
import type { Place } from "@/lib/key-table";
import { closeOverlay, useOverlay } from "@/lib/overlay";
import { loadPart } from "@/lib/page-part";
import { FrontPart } from "./front-part";

const loadName = () => loadPart(() => import("@/components/name-dialog")).then((part) => part.NameDialog);
const loadPalette = () => loadPart(() => import("@/features/palette/palette")).then((part) => part.Palette);
const loadKeyHelp = () => loadPart(() => import("@/components/key-help")).then((part) => part.KeyHelp);
const loadFeedback = () =>
  loadPart(() => import("@/features/feedback/feedback-dialog")).then((part) => part.FeedbackDialog);

const closePalette = () => closeOverlay("palette");
const closeKeys = () => closeOverlay("keys");
const closeFeedback = () => closeOverlay("feedback");

/** What every page has: itself, and what may stand in front of it. */
export function Root() {
  const { isAskingName } = useSession();
  const overlay = useOverlay();
  const path = useLocation({ select: (location) => location.pathname });
  return (
    <>
      <Outlet />
      <Television search={useSearch({ from: "__root__" })} />
      <FrontPart load={loadName} wanted={isAskingName} onClose={() => session.giveName(null)}>
        {(NameDialog) => <NameDialog />}
      </FrontPart>
      <FrontPart load={loadPalette} wanted={overlay === "palette"} onClose={closePalette}>
        {(Palette) => <Palette onClose={closePalette} />}
      </FrontPart>
      <FrontPart load={loadKeyHelp} wanted={overlay === "keys"} onClose={closeKeys}>
        {(KeyHelp) => <KeyHelp place={placeOf(path)} onClose={closeKeys} />}
      </FrontPart>
      <FrontPart load={loadFeedback} wanted={overlay === "feedback"} onClose={closeFeedback}>
        {(FeedbackDialog) => <FeedbackDialog onClose={closeFeedback} />}
      </FrontPart>
    </>
  );
}

function placeOf(path: string): Place {
  if (path === "/") return "cockpit";
  if (path.startsWith("/alerts")) return "alerts";
  return path.startsWith("/metrics/") ? "metric" : "page";
}
