import { useEffect, useRef, useState } from "react";
import { Glyph } from "@/components/glyph";

const PAUSE_MILLISECONDS = 150;

interface SearchBoxProps {
  /** As the address has it. */
  text: string;
  onText: (text: string) => void;
  /** Escape in an empty field. */
  onClose: () => void;
  /** A number that changes asks for the focus. */
  wanted: number;
  /** There is little room. */
  brief: boolean;
}

/** The address follows what is typed after a short pause; what comes back from it never takes a letter away. */
export function SearchBox({ text, onText, onClose, wanted, brief }: SearchBoxProps) {
  const field = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(text);
  const sent = useRef<string[]>([]);
  const last = useRef(text);
  const toTiles = useRef(false);

  useEffect(() => {
    const mine = sent.current.indexOf(text);
    if (mine >= 0) sent.current = sent.current.slice(mine + 1);
    else if (text !== last.current) setDraft(text); // Back, or a chip that was taken away.
    last.current = sent.current.at(-1) ?? text;
    if (toTiles.current && sent.current.length === 0) {
      toTiles.current = false;
      firstTile()?.focus();
    }
  }, [text]);

  useEffect(() => {
    if (wanted > 0) field.current?.focus();
  }, [wanted]);

  const send = (next: string) => {
    if (next.trim() === last.current) return false;
    last.current = next.trim();
    sent.current.push(last.current);
    onText(last.current);
    return true;
  };
  const sending = useRef(send);
  sending.current = send;
  useEffect(() => {
    const timer = setTimeout(() => sending.current(draft), PAUSE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [draft]);

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape") {
      event.preventDefault();
      if (draft === "") onClose();
      else {
        setDraft("");
        send("");
      }
    }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      toTiles.current = send(draft);
      if (!toTiles.current) firstTile()?.focus();
    }
  };
  return (
    <label className="search-box">
      <Glyph name="search" />
      <input
        ref={field}
        type="search"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={brief ? "Find a metric" : "Code, name, area or owner"}
        aria-label="Search the metrics"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
      />
    </label>
  );
}

function firstTile(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-tile]");
}
