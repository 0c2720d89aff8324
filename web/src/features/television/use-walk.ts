import { useEffect } from "react";
import { useClock } from "@/lib/use-clock";
import { placeOf, stepOf } from "./walk";

/** Moves the whole frame by a few pixels every three minutes: what stands still for months burns in. */
export function useWalk(): void {
  const step = useClock((at) => String(stepOf(at)));
  useEffect(() => {
    const [right, down] = placeOf(Number(step));
    const { style } = document.documentElement;
    style.setProperty("--walk-x", String(right));
    style.setProperty("--walk-y", String(down));
    return () => {
      style.removeProperty("--walk-x");
      style.removeProperty("--walk-y");
    };
  }, [step]);
}
