import { useEffect, useState } from "react";

/** A part that is loaded when it is first wanted. Null until then, and while the server that has it is away: it is tried again then. */
export function useLater<Part extends object>(load: () => Promise<Part>, wanted: boolean): Part | null {
  const [part, setPart] = useState<Part | null>(null);
  useEffect(() => {
    if (!wanted || part) return;
    let left = false;
    load().then(
      (loaded) => {
        if (!left) setPart(() => loaded);
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [load, wanted, part]);
  return part;
}
