import { useEffect, useEffectEvent, useState } from "react";

const AGAIN_MILLISECONDS = 5000;

/**
 * A part that is loaded when it is first wanted. Null until then, and while the server that has it is away: it is tried
 * again every five seconds for as long as it is wanted. `onMiss` hears of each time that it did not come.
 */
export function useLater<Part extends object>(
  load: () => Promise<Part>,
  wanted: boolean,
  onMiss?: () => void,
): Part | null {
  const [part, setPart] = useState<Part | null>(null);
  const miss = useEffectEvent(() => onMiss?.());
  useEffect(() => {
    if (!wanted || part) return;
    let left = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const attempt = () =>
      load().then(
        (loaded) => {
          if (!left) setPart(() => loaded);
        },
        () => {
          if (left) return;
          again = setTimeout(attempt, AGAIN_MILLISECONDS);
          miss();
        },
      );
    void attempt();
    return () => {
      left = true;
      clearTimeout(again);
    };
  }, [load, wanted, part]);
  return part;
}
