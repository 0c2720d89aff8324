import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

/** Whoever opened a metric with the remote control has read it by then, or has gone. */
const PATIENCE_MILLISECONDS = 120_000;
const TOUCHES = ["keydown", "pointerdown", "wheel"] as const;

/** Back to the wall, and no tile in focus, two minutes after the last key. */
export function useReturn(): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const leave = () => {
      if (path !== "/") void navigate({ to: "/", replace: true });
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, PATIENCE_MILLISECONDS);
    };
    wait();
    for (const touch of TOUCHES) window.addEventListener(touch, wait, { passive: true });
    return () => {
      clearTimeout(timer);
      for (const touch of TOUCHES) window.removeEventListener(touch, wait);
    };
  }, [path, navigate]);
}
