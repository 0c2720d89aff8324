import { useEffect, useState } from "react";
import { copyText } from "@/lib/copy-text";

const TOLD_MILLISECONDS = 2000;

/** Copies a text, and says whether it did. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [told, setTold] = useState<string | null>(null);
  useEffect(() => {
    const timer = told && setTimeout(() => setTold(null), TOLD_MILLISECONDS);
    return () => clearTimeout(timer || undefined);
  }, [told]);
  const copy = async () => setTold((await copyText(text)) ? "Copied" : "Not allowed here");
  return (
    <button type="button" className="copy-button" onClick={() => void copy()}>
      <span aria-live="polite">{told ?? "Copy"}</span>
      <span className="visually-hidden"> {name}</span>
    </button>
  );
}
