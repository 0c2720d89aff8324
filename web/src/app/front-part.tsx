import { type ReactNode, useEffect, useState } from "react";
import { useLater } from "@/lib/use-later";
import { PartBoundary } from "./part-boundary";

interface FrontPartProps<Part> {
  /** Always the same function. */
  load: () => Promise<Part>;
  wanted: boolean;
  onClose: () => void;
  children: (part: Part) => ReactNode;
}

/** So long it stays on show that a dialog could not be opened. */
const TOLD_MILLISECONDS = 6000;

/** A dialog that is loaded when it is asked for. One that does not come, or breaks, is closed: it can be asked for again. */
export function FrontPart<Part extends object>({ load, wanted, onClose, children }: FrontPartProps<Part>) {
  const [told, setTold] = useState<string | null>(null);
  const fail = (why: string) => {
    setTold(why);
    onClose();
  };
  const part = useLater(load, wanted, () => fail("the server does not answer"));
  useEffect(() => {
    if (told === null) return;
    const timer = setTimeout(() => setTold(null), TOLD_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [told]);
  return (
    <>
      {wanted && part && <PartBoundary onBreak={() => fail("something in it broke")}>{children(part)}</PartBoundary>}
      {told !== null && !wanted && (
        <p className="part-missing" role="status">
          This could not be opened: {told}. The page itself is still there; try it again.
        </p>
      )}
    </>
  );
}
