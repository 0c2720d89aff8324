import { useEffect } from "react";

const STILL_MILLISECONDS = 3000;

/** Marks the page as a television, and hides the cursor once it rests. */
export function useStillCursor(): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.tv = "1";
    let timer: ReturnType<typeof setTimeout>;
    const rest = () => {
      dataset.cursor = "rests";
    };
    const move = () => {
      delete dataset.cursor;
      clearTimeout(timer);
      timer = setTimeout(rest, STILL_MILLISECONDS);
    };
    move();
    window.addEventListener("pointermove", move, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pointermove", move);
      delete dataset.cursor;
      delete dataset.tv;
    };
  }, []);
}
