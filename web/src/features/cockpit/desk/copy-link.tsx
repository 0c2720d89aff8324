import { useEffect, useState } from "react";
import { Glyph } from "@/components/glyph";
import { copyText } from "@/lib/copy-text";

const SAID_MILLISECONDS = 3000;

/** Copies an address, and says that it did. */
export function CopyLink({ address, look = "desk-button" }: { address: () => string; look?: string }) {
  const [said, setSaid] = useState<"copied" | "not copied" | null>(null);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(null), SAID_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => setSaid((await copyText(address())) ? "copied" : "not copied");
  return (
    <>
      <button
        type="button"
        className={look}
        onClick={() => void copy()}
        title="Copy an address that shows the same to others"
      >
        <Glyph name={said === "copied" ? "check" : "link"} />
        <span>{said ?? "Copy link"}</span>
      </button>
      {/* Beside the button: a message inside it would be no part of its name. */}
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  );
}
