import type { TelevisionSearch } from "@/lib/television";
import { dimHours } from "@/lib/television";
import { DimVeil } from "./dim-veil";
import { FullScreenHint } from "./full-screen-hint";
import { useRemoteControl } from "./remote-control";
import { useReturn } from "./use-return";
import { useStillCursor } from "./use-still-cursor";
import { useWakeLock } from "./use-wake-lock";
import { useWalk } from "./use-walk";
import "./television.css";

/** What makes a page a screen on a wall: it stays awake, hides what nobody can press, moves a little, and comes back by itself. */
export function Television({ search }: { search: TelevisionSearch }) {
  const hours = dimHours(search.dim);
  return (
    <>
      {search.tv && <Unattended />}
      {hours && <DimVeil hours={hours} />}
    </>
  );
}

function Unattended() {
  useStillCursor();
  useWakeLock();
  useWalk();
  useReturn();
  useRemoteControl();
  return <FullScreenHint />;
}
